/** What the list shows: completions, recent searches, and posts with their sections. */

import { element, icon, postAddress } from "./dom.js";
import { markedNodes } from "./marked.js";

/** @typedef {import("./client.js").Hit} Hit */
/** @typedef {import("./client.js").Section} Section */
/** @typedef {import("./options.js").Options} Options */
/** @typedef {import("./texts.js").Texts} Texts */

const MAX_TAGS = 3;
/** Most posts do not say their language, and in a voice for English, Japanese is noise. */
const JAPANESE = /[\u3040-\u9fff]/;
const OPTION = { role: "option", tabindex: "-1", part: "option" };

/**
 * A post and the sections in which something was found, each an option that is a link.
 *
 * @param {Hit} hit
 * @param {Texts} texts
 * @param {Options} options
 */
export function postGroup(hit, texts, { baseUrl, images }) {
  const lang = hit.lang || (JAPANESE.test(hit.title) ? "ja" : null);
  const snippet = hit.sections.length ? "" : (hit.snippets[0] ?? "");
  const href = postAddress(hit, baseUrl, snippet && hit.fragment);
  return element(
    "div",
    { role: "group", class: "post", "aria-label": hit.title, "data-id": hit.id, lang },
    element(
      "a",
      { ...OPTION, class: "option", href },
      picture(hit.image, href, images),
      element("span", { class: "title", part: "title" }, ...markedNodes(hit.highlight.title)),
      element("span", { class: "about" }, ...about(hit, texts)),
      snippet && element("span", { class: "snippet", part: "snippet" }, ...markedNodes(snippet)),
    ),
    ...hit.sections.map((section) => sectionOption(section, baseUrl)),
  );
}

/**
 * The post's picture, from its site and from hosts that are listed; its room is there before it,
 * and stays empty if it does not come.
 *
 * @param {string} image
 * @param {string | null} link of the post
 * @param {string[] | null} hosts
 */
function picture(image, link, hosts) {
  if (!hosts || !image || !link) return null;
  const { origin, host } = new URL(link);
  const src = postAddress({ url: image, link: image }, image.startsWith("/") ? origin : "");
  const isKnown = src && [host, ...hosts].includes(new URL(src).host);
  const onerror = (/** @type {Event & {target: HTMLElement}} */ { target }) => {
    target.style.visibility = "hidden";
  };
  return isKnown && element("img", { alt: "", loading: "lazy", src, onerror });
}

/**
 * @param {Section} section
 * @param {string} baseUrl
 */
function sectionOption(section, baseUrl) {
  const href = postAddress(section, baseUrl, section.fragment);
  return element(
    "a",
    { ...OPTION, class: "option section", href },
    element("span", { class: "heading" }, section.title),
    element("span", { class: "snippet", part: "snippet" }, ...markedNodes(section.snippet)),
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
 * One line of choices, whose room is there with and without them.
 *
 * @param {string} label
 * @param {{text: string, isTag?: boolean, href?: string | null, take: () => void}[]} choices
 */
export function strip(label, choices) {
  const options = choices.map(({ text, isTag, href, take }) => {
    const attributes = { ...OPTION, class: isTag ? "option choice tag" : "option choice" };
    return href
      ? element("a", { ...attributes, href }, text)
      : element("div", { ...attributes, onclick: take }, text);
  });
  const named = options.length ? { role: "group", "aria-label": label } : {};
  return element("div", { ...named, class: "strip" }, ...options);
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
      { ...OPTION, class: "option suggestion", onclick: () => take(text) },
      icon("search"),
      text,
    ),
  );
  return group(texts.get("recent"), options);
}

/**
 * The newest posts, while nothing is asked for.
 *
 * @param {Hit[]} hits
 * @param {Texts} texts
 * @param {string} baseUrl
 */
export function newestGroup(hits, texts, baseUrl) {
  const options = hits.map((hit) =>
    element(
      "a",
      { ...OPTION, class: "option", href: postAddress(hit, baseUrl), "data-id": hit.id },
      element("span", { class: "title", part: "title" }, hit.title),
      element("span", { class: "about" }, ...about(hit, texts)),
    ),
  );
  return group(texts.get("newest"), options);
}

/**
 * @param {string} label
 * @param {Node[]} options
 */
function group(label, options) {
  const caption = element("div", { class: "caption", "aria-hidden": "true" }, label);
  return element("div", { role: "group", "aria-label": label }, caption, ...options);
}
