/**
 * Makes the search page answer in place: what is typed, ticked or followed is fetched as the same
 * page that a browser without JavaScript gets, and its parts replace the old ones. The address,
 * Back and Forward stay right, and an answer that is an error is shown by an ordinary page load.
 */

import { Composition } from "../widget/composition.js";
import { Counting } from "../widget/counting.js";
import { find } from "./finding.js";
import { ErrorPage, fetchPage, replaceParts } from "./parts.js";
import { Status } from "./status.js";

const DELAY_MS = 20;
const COMPOSING_DELAY_MS = 200;

const form = /** @type {HTMLFormElement} */ (document.getElementById("search"));
const input = /** @type {HTMLInputElement} */ (document.getElementById("q"));
const composition = new Composition(input);
const status = new Status(/** @type {HTMLElement} */ (document.getElementById("status")));
const service = form.action.replace(/\/$/, "");
const counting = "counting" in form.dataset ? new Counting(service, "", input.value) : null;

let timer = 0;
let typing = false;
/** @type {AbortController | null} */
let running = null;

/**
 * Shows the page of an address.
 *
 * @param {string} address
 * @param {"push" | "replace" | "none"} entry what becomes of the browser's history
 */
async function visit(address, entry) {
  clearTimeout(timer);
  running?.abort();
  const own = (running = new AbortController());
  status.busy();
  try {
    const page = await fetchPage(address, own.signal);
    if (own.signal.aborted) return false;
    // Half a word that finds nothing says nothing: what stands there stays.
    if (composition.active && page.getElementById("results")?.dataset.total === "0") return false;
    if (entry === "push") history.pushState(null, "", address);
    if (entry === "replace") history.replaceState(null, "", address);
    replaceParts(page);
    status.done(page);
    counting?.shown(asked());
    return true;
  } catch (error) {
    if (own.signal.aborted) return false;
    if (error instanceof ErrorPage && entry === "push" && !typing) location.assign(address);
    else status.failed();
    return false;
  }
}

/** What the results on the screen are for. */
function asked() {
  return new URL(location.href).searchParams.get("q") ?? "";
}

/** The address that the form would lead to. */
function formAddress() {
  const url = new URL(form.action);
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim()) url.searchParams.append(name, value);
  }
  return url.href;
}

/** @param {number} delay how long more typing is waited for */
function typed(delay) {
  clearTimeout(timer);
  if (composition.permission() !== "search") return;
  const wait = composition.active ? COMPOSING_DELAY_MS : delay;
  timer = setTimeout(async () => {
    const address = formAddress();
    if (address === location.href) return;
    // One entry for all that is typed in one go, so that Back leads out of it.
    const entry = typing ? "replace" : "push";
    typing = true;
    await visit(address, entry);
  }, wait);
}

/** @param {MouseEvent} event */
function followed(event) {
  if (event.target instanceof Element && event.target.matches(".show")) return showResults();
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || modified || event.button !== 0) return;
  if (link.id === "to-filters") return toggleFilters(event, link);
  const url = new URL(link.getAttribute("href") ?? "", location.href);
  const here = new URL(form.action);
  if (url.origin !== here.origin || url.pathname !== here.pathname || url.hash) return;
  event.preventDefault();
  typing = false;
  turnTo(url.href, Boolean(link.closest(".pages")));
}

/** @param {Event} event */
function chosen({ target }) {
  const link = target instanceof Element ? target.closest(".hit :is(h2, .sections) a") : null;
  const hit = /** @type {HTMLElement | null | undefined} */ (link?.closest(".hit"));
  if (hit) counting?.chosen(asked(), hit.dataset.id);
}

/**
 * On a phone the filters stand below the results, or above them once they are asked for.
 *
 * @param {Event} event
 * @param {Element} link
 */
function toggleFilters(event, link) {
  event.preventDefault();
  const shown = document.documentElement.classList.toggle("filtering");
  link.setAttribute("aria-expanded", String(shown));
}

/** From the filters of a phone back to the results. */
function showResults() {
  document.documentElement.classList.remove("filtering");
  document.getElementById("to-filters")?.setAttribute("aria-expanded", "false");
  startAtResults();
}

function startAtResults() {
  const results = document.getElementById("results");
  results?.focus({ preventScroll: true });
  results?.scrollIntoView({ block: "start" });
}

/**
 * @param {string} address
 * @param {boolean} isPage whether another page of the same results is shown, from its top
 */
async function turnTo(address, isPage) {
  if (!(await visit(address, "push"))) return;
  input.value = asked();
  if (isPage) startAtResults();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (composition.active || composition.justEnded(event)) return;
  typing = false;
  const address = formAddress();
  visit(address, address === location.href ? "none" : "push");
});
input.addEventListener("input", () => typed(DELAY_MS));
// Whoever has chosen a word has finished it.
input.addEventListener("compositionend", () => typed(0));
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && composition.owns(event)) event.preventDefault();
});
document.addEventListener("change", (event) => {
  const control = event.target;
  if (control === input || !(control instanceof HTMLInputElement) || control.form !== form) return;
  typing = false;
  visit(formAddress(), "push");
});
document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.matches(".find")) find(event.target);
});
document.addEventListener("click", followed);
for (const click of ["click", "auxclick"]) document.addEventListener(click, chosen);
addEventListener("popstate", async () => {
  typing = false;
  if (await visit(location.href, "none")) {
    input.value = asked();
  }
});
document.getElementById("to-filters")?.setAttribute("aria-expanded", "false");
document.documentElement.classList.add("live");
