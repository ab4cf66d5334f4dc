/**
 * One box for one target, always: also where Turbo, pjax, htmx or a view transition of Astro draws
 * the page anew, brings an old copy of it back, or runs the script once more.
 *
 * Nothing is remembered but the script's address. What the page has now decides: each of its lines
 * that has no box gets one, whenever something in the page changes.
 */

import { ATTRIBUTES } from "./options.js";

const BOX = "sakuin-search";

/** @param {HTMLScriptElement} first the line that runs */
export function keepPlaced(first) {
  const { src } = first;
  // Some loaders take a line out of the page once it has run; a target of its own still stands.
  const lines = () => new Set([first, ...document.querySelectorAll("script")].filter(isLine));
  const isLine = (/** @type {HTMLScriptElement} */ line) =>
    line.src === src && (line.isConnected || line.dataset.target);
  const placeAll = () => lines().forEach(place);
  const start = () => {
    placeAll();
    for (const line of lines()) {
      const { target } = line.dataset;
      if (target && target !== "none" && !document.querySelector(target)) {
        console.warn(`sakuin: the page has no element ${target}`);
      }
    }
    new MutationObserver(placeAll).observe(document, { childList: true, subtree: true });
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
}

/** @param {HTMLScriptElement} line */
function place(line) {
  const selector = line.dataset.target;
  if (selector === "none" || !document.body) return;
  if (selector) {
    const target = document.querySelector(selector);
    if (target && !hasBox(target)) target.append(made(line));
  } else if (!line.closest("body")) {
    if (!hasBox(document.body)) document.body.append(made(line));
  } else if (![line.nextElementSibling, line.previousElementSibling].some(isBox)) {
    line.after(made(line));
  }
}

/** @param {Element} target */
function hasBox(target) {
  return [...target.children].some(isBox);
}

/** @param {Element | null} element */
function isBox(element) {
  return element?.localName === BOX;
}

/** @param {HTMLScriptElement} line */
function made(line) {
  const box = document.createElement(BOX);
  for (const name of ATTRIBUTES) {
    const value = line.getAttribute(`data-${name}`);
    if (value !== null) box.setAttribute(name, value);
  }
  return box;
}
