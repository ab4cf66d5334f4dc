/** What the list shows: suggestions, recent searches, and posts with their sections. */

import { element, icon, webAddress } from "./dom.js";
import { markedNodes } from "./marked.js";

/** @typedef {import("./client.js").Hit} Hit */
/** @typedef {import("./client.js").Section} Section */
/** @typedef {import("./client.js").Suggestion} Suggestion */
/** @typedef {import("./texts.js").Texts} Texts */

const MAX_TAGS = 3;
/** Most posts do not say their language, and in a voice for English, Japanese is noise. */
const JAPANESE = /[\u3040-\u9fff]/;

/**
 * A post and the sections in which something was found, each an option that is a link.
 *
 * @param {Hit} hit
 * @param {Texts} texts
 * @param {string} baseUrl
 */
export function postGroup(hit, texts, baseUrl) {
  const lang = hit.lang || (JAPANESE.test(hit.title) ? "ja" : null);
  const snippet = hit.sections.length ? "" : (hit.snippets[0] ?? "");
  return element(
    "div",
    { role: "group", class: "post", "aria-label": hit.title, "data-id": hit.id, lang },
    element(
      "a",
      { role: "option", tabindex: "-1", class: "option", href: webAddress(baseUrl + hit.url) },
      element("span", { class: "title" }, ...markedNodes(hit.highlight.title)),
      element("span", { class: "about" }, ...about(hit, texts)),
      snippet && element("span", { class: "snippet" }, ...markedNodes(snippet)),
    ),
    ...hit.sections.map((section) => sectionOption(section, baseUrl)),
  );
}

/**
 * @param {Section} section
 * @param {string} baseUrl
 */
function sectionOption(section, baseUrl) {
  return element(
    "a",
    { role: "option", tabindex: "-1", class: "option section", href: webAddress(baseUrl + section.url) },
    element("span", { class: "heading" }, section.title),
    element("span", { class: "snippet" }, ...markedNodes(section.snippet)),
  );
}

/**
 * @param {Hit} hit
 * @param {Texts} texts
 */
function about(hit, texts) {
  const date = hit.date && element("time", { datetime: hit.date, lang: texts.language }, texts.day(hit.date));
  return [date, ...hit.tags.slice(0, MAX_TAGS).map((tag) => element("span", { class: "tag" }, tag))];
}

/**
 * @param {Suggestion[]} suggestions
 * @param {Texts} texts
 * @param {string} baseUrl
 * @param {(text: string) => void} take puts a text into the box
 */
export function suggestionGroup(suggestions, texts, baseUrl, take) {
  const options = suggestions.map(({ text, highlight, kind, url, count }) => {
    const shown = [
      icon("search"),
      element("span", { class: "words" }, ...markedNodes(highlight)),
      count > 1 && element("span", { class: "count" }, String(count)),
    ];
    const attributes = { role: "option", tabindex: "-1", class: "option suggestion" };
    return kind === "title" && url
      ? element("a", { ...attributes, href: webAddress(baseUrl + url) }, ...shown)
      : element("div", { ...attributes, onclick: () => take(text) }, ...shown);
  });
  return group(texts.get("suggestions"), options);
}

/**
 * @param {string[]} searches
 * @param {Texts} texts
 * @param {(text: string) => void} take
 */
export function recentGroup(searches, texts, take) {
  const options = searches.map((text) =>
    element(
      "div",
      { role: "option", tabindex: "-1", class: "option suggestion", onclick: () => take(text) },
      icon("recent"),
      element("span", { class: "words" }, text),
    ),
  );
  return group(texts.get("recent"), options);
}

/**
 * @param {string} label
 * @param {Node[]} options
 */
function group(label, options) {
  const caption = element("div", { class: "caption", "aria-hidden": "true" }, label);
  return element("div", { role: "group", "aria-label": label }, caption, ...options);
}
