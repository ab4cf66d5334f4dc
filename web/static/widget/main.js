/**
 * The entry: one line in a page becomes a search box.
 *
 *     <script src="https://search.example/widget.js" data-target="#search" defer></script>
 *
 * `data-target` says where it stands; without one it stands where the script does. Every other
 * `data-…` attribute becomes an attribute of `<sakuin-search>`. A page may also write that element
 * itself, and say `data-target="none"`.
 */

import { ATTRIBUTES } from "./options.js";
import { SakuinSearch } from "./element.js";

const line = /** @type {HTMLScriptElement | null} */ (document.currentScript);

/** @param {HTMLScriptElement} line */
function place(line) {
  const selector = line.dataset.target;
  if (selector === "none") return;
  const box = document.createElement("sakuin-search");
  for (const name of [...ATTRIBUTES, "theme"]) {
    const value = line.getAttribute(`data-${name}`);
    if (value !== null) box.setAttribute(name, value);
  }
  const target = selector ? document.querySelector(selector) : null;
  if (selector && !target) console.warn(`sakuin: the page has no element ${selector}`);
  else if (target) target.append(box);
  else if (line.closest("body")) line.after(box);
  else document.body.append(box);
}

/** @param {KeyboardEvent} event */
function hotkey(event) {
  const target = event.composedPath()[0];
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
  const isK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
  if (!(isK || (slash && !isEditable(target))) || event.isComposing || event.keyCode === 229) return;
  const boxes = [...document.querySelectorAll("sakuin-search")];
  const box = boxes.find((one) => one instanceof SakuinSearch && one.options?.hotkeys);
  if (!(box instanceof SakuinSearch)) return;
  event.preventDefault();
  box.open();
}

/** @param {EventTarget} target */
function isEditable(target) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select"))
  );
}

function start() {
  if (line) place(line);
}

if (!customElements.get("sakuin-search")) {
  customElements.define("sakuin-search", SakuinSearch);
  addEventListener("keydown", hotkey);
}
if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
else start();
