/** Takes the parts of one page into another, and with them the focus and what is unfolded. */

const PARTS = ["filters", "results"];
const HEAD = ["link[rel=canonical]", "link[rel=prev]", "link[rel=next]", "meta[name=robots]"];

/** The service answered, but not with results: its page says why. */
export class ErrorPage extends Error {
  /** @param {number} status */
  constructor(status) {
    super(String(status));
    this.status = status;
  }
}

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
  if (!response.ok) throw new ErrorPage(response.status);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** @param {Document} page */
export function replaceParts(page) {
  const focused = document.activeElement;
  const key = focused && focusKey(focused);
  for (const name of PARTS) {
    const [before, after] = [document.getElementById(name), page.getElementById(name)];
    if (before && after) refill(before, after);
  }
  for (const selector of HEAD) {
    document.head.querySelector(selector)?.remove();
    const link = page.head.querySelector(selector);
    if (link) document.head.append(link);
  }
  document.title = page.title;
  if (key && document.activeElement === document.body) focusAgain(key);
}

/** Shows the completions of a page that is not shown yet. @param {Document} page */
export function replaceCompletions(page) {
  const [before, after] = [document, page].map((one) => one.querySelector(".completions"));
  if (before && after) before.replaceWith(after.cloneNode(true));
}

/**
 * Gives a part its new content around a field that somebody is typing into: that one stays.
 *
 * @param {HTMLElement} before
 * @param {HTMLElement} after
 */
function refill(before, after) {
  Object.assign(before.dataset, after.dataset);
  const active = document.activeElement;
  const isField = active?.matches("input[type=date], .find");
  const kept = isField && [...before.children].find((child) => child.contains(active));
  const part = kept instanceof HTMLElement ? kept.dataset.part : undefined;
  const same = [...after.children].find((child) => part && child instanceof HTMLElement && child.dataset.part === part);
  if (!kept || !same) return before.replaceChildren(...after.childNodes);
  for (const child of [...before.childNodes]) if (child !== kept) child.remove();
  let isBehind = false;
  for (const child of [...after.childNodes]) {
    if (child === same) isBehind = true;
    else if (isBehind) before.append(child);
    else kept.before(child);
  }
}

/**
 * How what has the focus is found again on the next page.
 *
 * @param {Element} element
 */
function focusKey(element) {
  if (!element.closest("#filters, #results")) return "";
  if (element instanceof HTMLInputElement) {
    const value = element.type === "checkbox" ? `[value="${CSS.escape(element.value)}"]` : "";
    return `input[name="${CSS.escape(element.name)}"]${value}`;
  }
  const { key } = /** @type {HTMLElement} */ (element).dataset;
  return key ? `[data-key="${CSS.escape(key)}"]` : "#results";
}

/** @param {string} selector of what had the focus, or has come in its place */
function focusAgain(selector) {
  const found = document.querySelector(selector) ?? document.getElementById("results");
  if (found instanceof HTMLElement) found.focus({ preventScroll: true });
}
