/** Takes the parts of one page into another, and with them the focus and what is unfolded. */

import { find } from "./finding.js";

const PARTS = ["filters", "results"];
const HEAD = ["link[rel=canonical]", "link[rel=prev]", "link[rel=next]", "meta[name=robots]"];

/** The service answered, but not with results: its page says why. */
export class ErrorPage extends Error {}

/**
 * The page of an address; reports do not count that as a search.
 *
 * @param {string} address
 * @param {AbortSignal} signal
 * @returns {Promise<Document>}
 */
export async function fetchPage(address, signal) {
  const url = new URL(address);
  url.searchParams.set("counted", "0");
  const response = await fetch(url, { signal, headers: { Accept: "text/html" } });
  if (!response.ok) throw new ErrorPage(String(response.status));
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** @param {Document} page */
export function replaceParts(page) {
  const focused = focusedControl();
  const opened = openDetails();
  for (const name of PARTS) {
    const [before, after] = [document.getElementById(name), page.getElementById(name)];
    if (before && after) before.replaceWith(after);
  }
  for (const selector of HEAD) {
    document.head.querySelector(selector)?.remove();
    const link = page.head.querySelector(selector);
    if (link) document.head.append(link);
  }
  document.title = page.title;
  for (const [key, text] of opened) unfold(key, text);
  if (focused) /** @type {HTMLElement | null} */ (document.querySelector(focused))?.focus();
}

/** A selector of the filter that has the focus, or empty. */
function focusedControl() {
  const active = document.activeElement;
  if (!(active instanceof HTMLInputElement) || !active.closest("#filters")) return "";
  const value = active.type === "checkbox" ? `[value="${CSS.escape(active.value)}"]` : "";
  return `#filters input[name="${active.name}"]${value}`;
}

/** What the visitor has unfolded, and what was looked for in it. */
function openDetails() {
  return [...document.querySelectorAll("#filters details[open]")].map((one) => [
    one.getAttribute("data-key") ?? "",
    one.querySelector("input")?.value ?? "",
  ]);
}

/**
 * @param {string} key
 * @param {string} text
 */
function unfold(key, text) {
  const details = document.querySelector(`#filters details[data-key="${CSS.escape(key)}"]`);
  details?.setAttribute("open", "");
  const field = details?.querySelector("input");
  if (!field?.matches(".find")) return;
  field.value = text;
  find(field);
}
