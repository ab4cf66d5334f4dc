/**
 * Makes the search page answer in place: what is typed, ticked or followed is fetched as the same
 * page that a browser without JavaScript gets, and its parts replace the old ones. The address,
 * Back and Forward stay right, and an answer that is an error is shown by an ordinary page load.
 */

import { Composition, composesAlways } from "../widget/composition.js";
import { Counting } from "../widget/counting.js";
import { onDay } from "../widget/days.js";
import { isHotkey } from "../widget/hotkeys.js";
import { find, findSoon } from "./finding.js";
import { ErrorPage, fetchPage, replaceCompletions, replaceParts } from "./parts.js";
import { Status } from "./status.js";

/** A composition that rests so long is meant as it stands. */
const SETTLED_MS = 1200;
/** Whoever waits longer has given up. */
const PATIENCE_MS = 10_000;

const form = /** @type {HTMLFormElement} */ (document.getElementById("search"));
const input = /** @type {HTMLInputElement} */ (document.getElementById("q"));
const composition = new Composition(input);
const status = new Status(/** @type {HTMLElement} */ (document.getElementById("status")));
const service = form.action.replace(/\/$/, "");
const counting = "counting" in form.dataset ? new Counting(service, "", input.value) : null;

// A picture that does not come leaves its room empty; error events do not bubble.
document.addEventListener("error", ({ target }) => {
  if (target instanceof HTMLImageElement) target.style.visibility = "hidden";
}, true);

/** Whether what is typed has its entry in the browser's history. */
let typing = false;
/** @type {AbortController | null} */
let running = null;
/** @type {AbortController | null} */
let completing = null;
/** The page of a word that was completed: it is there once the word is chosen. */
let ahead = { address: "", page: /** @type {Document | null} */ (null) };

/**
 * Shows the page of an address.
 *
 * @param {string} address
 * @param {"push" | "replace" | "none"} entry what becomes of the browser's history
 * @param {boolean} [isTyped] whether somebody types, who must not lose the page
 */
async function visit(address, entry, isTyped = false) {
  composition.cancel();
  running?.abort();
  const own = (running = new AbortController());
  let late = false;
  const patience = setTimeout(() => own.abort((late = true)), PATIENCE_MS);
  status.busy();
  try {
    const page = (ahead.address === address && ahead.page) || (await fetchPage(address, own.signal));
    ahead.page = null;
    // Half a word that finds nothing says nothing, until it rests: what stands there stays.
    const isEmpty = page.getElementById("results")?.dataset.total === "0";
    if (composition.active && isEmpty) await new Promise((rested) => setTimeout(rested, SETTLED_MS));
    if (own.signal.aborted) return false;
    write(address, entry);
    replaceParts(page);
    for (const field of fields()) if (field.value) find(field, new URL(address));
    status.done(page);
    counting?.shown(asked());
    return true;
  } catch (error) {
    if (own.signal.aborted && !late) return false;
    const refused = error instanceof ErrorPage;
    if (refused && entry === "push" && !isTyped) location.assign(address);
    else status.failed(refused ? error.status : late ? 429 : 0);
    return false;
  } finally {
    clearTimeout(patience);
  }
}

/**
 * @param {string} address
 * @param {"push" | "replace" | "none"} entry
 */
function write(address, entry) {
  if (entry === "none") return;
  try {
    history[entry === "push" ? "pushState" : "replaceState"](null, "", address);
  } catch {
    // Safari allows a hundred changes in half a minute; the search goes on without.
  }
}

/** Fields that look for values of a facet. */
function fields() {
  return /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input.find"));
}

/** Shows completions of a word that is still being composed; the results stay as they are. */
async function complete() {
  completing?.abort();
  const { signal } = (completing = new AbortController());
  const address = typedAddress();
  const page = await fetchPage(address, signal).catch(() => null);
  if (!page || !composition.active || signal.aborted) return;
  ahead = { address, page };
  replaceCompletions(page);
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

/** That of what is typed: a list that was unfolded is folded again. */
function typedAddress() {
  const url = new URL(formAddress());
  url.searchParams.delete("all");
  return url.href;
}

async function search() {
  const address = typedAddress();
  if (address === location.href) return void running?.abort(status.settled());
  // One entry for all that is typed in one go, so that Back leads out of it.
  const shown = visit(address, typing ? "replace" : "push", true);
  if (await shown) typing = true;
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

/** @param {MouseEvent} event */
function chosen({ button, target }) {
  const link = button < 2 && target instanceof Element ? target.closest(".hit :is(h2, .sections) a") : null;
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
  const isTouch = composesAlways();
  if (!isTouch && (composition.active || composition.justEnded(event))) return;
  // On a phone the key means "done typing": it puts the keyboard away.
  if (isTouch) input.blur();
  typing = false;
  const address = typedAddress();
  visit(address, address === location.href ? "none" : "push");
});
for (const change of ["input", "compositionend"]) {
  input.addEventListener(change, () => composition.typed(complete, search));
}
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && composition.owns(event)) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (!isHotkey(event)) return;
  event.preventDefault();
  input.focus();
  input.select();
});

function chooseFilters() {
  typing = false;
  const { from, to } = Object.fromEntries(new FormData(form));
  if (from && to && from > to) return status.say("days");
  visit(formAddress(), "push");
}

document.addEventListener("change", ({ target }) => {
  const isOurs = target instanceof HTMLInputElement && target.form === form && target !== input;
  if (isOurs && target.type !== "date") chooseFilters();
});
document.addEventListener("focusin", ({ target }) => {
  if (!(target instanceof HTMLInputElement) || target.type !== "date" || watched.has(target)) return;
  watched.add(target);
  onDay(target, chooseFilters);
});
/** Date fields that are listened to. @type {WeakSet<Element>} */
const watched = new WeakSet();
document.addEventListener("input", (event) => {
  const { target } = event;
  const isOpen = /** @type {InputEvent} */ (event).isComposing;
  if (target instanceof HTMLInputElement && target.matches(".find") && !isOpen) {
    findSoon(target, () => new URL(formAddress()));
  }
});
document.addEventListener("click", followed);
for (const click of /** @type {const} */ (["click", "auxclick"])) document.addEventListener(click, chosen);
addEventListener("popstate", async () => {
  typing = false;
  if (await visit(location.href, "none")) {
    input.value = asked();
  }
});
document.getElementById("to-filters")?.setAttribute("aria-expanded", "false");
document.documentElement.classList.add("live");
