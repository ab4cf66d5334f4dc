/**
 * One box for one target, always: also where Turbo, pjax, htmx or a view transition of Astro draws
 * the page anew, brings an old copy of it back, or runs the script once more.
 *
 * Nothing is remembered but the script's address. What the page has now decides: each of its lines
 * that has no box gets one, whenever something in the page changes.
 */

import { ATTRIBUTES, TAG } from "./options.js";

/** @param {HTMLScriptElement} first the line that runs */
export function keepPlaced(first) {
  const { src, dataset: { target } } = first;
  const placeAll = () => {
    // Some loaders take a line out of the page once it has run; its target still stands.
    for (const line of new Set([first, ...document.scripts])) {
      if (line.src === src && (line.isConnected || line.dataset.target)) place(line);
    }
  };
  const start = () => {
    placeAll();
    if (target && target !== "none" && !find(target)) console.warn(`sakuin: the page has no element ${target}`);
    new MutationObserver(placeAll).observe(document, { childList: true, subtree: true });
  };
  if (document.readyState !== "loading") return start();
  addEventListener("DOMContentLoaded", start);
  // What the page has below a line without defer or async waits for it, and is not moved later.
  if (!first.async && !(target && find(target)?.contains(first))) place(first);
}

/**
 * The target that a line names; `none` names no element, so no box is made.
 *
 * @param {string} target
 */
const find = (target) => document.querySelector(target);

/** @param {HTMLScriptElement} line */
function place(line) {
  const { target } = line.dataset;
  const isLoose = !target && line.closest("body");
  const parent = target ? find(target) : document.body;
  if (!parent) return;
  const beside = isLoose ? [beyond(line, "nextElementSibling"), beyond(line, "previousElementSibling")] : [...parent.children];
  if (beside.some((one) => one?.localName === TAG)) return;
  const box = document.createElement(TAG);
  for (const name of ATTRIBUTES) {
    const value = line.getAttribute(`data-${name}`);
    if (value !== null) box.setAttribute(name, value);
  }
  if (isLoose) line.after(box);
  else parent.append(box);
}

/**
 * What stands beside a line and others like it: whichever of them runs first makes the box.
 *
 * @param {HTMLScriptElement} line
 * @param {"nextElementSibling" | "previousElementSibling"} way
 */
function beyond(line, way) {
  let at = line[way];
  while (at instanceof HTMLScriptElement && at.src === line.src) at = at[way];
  return at;
}
