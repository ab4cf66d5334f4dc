/**
 * The options of a search box: the `data-…` of the script line, or the attributes of
 * `<sakuin-search>`. What cannot be used is left out, with one line on the console.
 */

/**
 * @typedef {object} Options
 * @property {string} service where the search service is, without a slash at the end
 * @property {"box" | "dialog"} mode
 * @property {string} language a BCP 47 tag
 * @property {Record<string, string>} texts the site owner's own texts
 * @property {number} results how many posts are shown
 * @property {string[]} facets names of the facets shown
 * @property {boolean} dates whether a range of days can be chosen
 * @property {boolean} recent whether searches may be kept in the browser
 * @property {boolean} hotkeys
 * @property {string} parameter the name in the page's address; empty for none
 * @property {string} searchPage where "see all" leads; empty for nowhere
 * @property {string} baseUrl put before the addresses of posts, instead of their site's own
 * @property {string[] | null} images hosts of pictures beside the posts' own; null for no pictures
 * @property {string} site only posts of this site; empty for all
 * @property {string} key a key for services that want one; it is public in the page
 * @property {string} button a selector of elements that open the dialog; empty for an own one
 * @property {boolean} start whether tags and new posts are shown while nothing is typed
 */

const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
/** The service that the script came from. */
export const home = { url: script?.src ? new URL(".", script.src).href : location.origin };
const MAX_RESULTS = 20;

export const TAG = "sakuin-search";
/** Attributes of the element; the script line has them with `data-` in front. */
export const ATTRIBUTES = [
  "service",
  "mode",
  "lang",
  "theme",
  "texts",
  "placeholder",
  "results",
  "facets",
  "recent",
  "hotkeys",
  "param",
  "search-page",
  "base-url",
  "images",
  "site",
  "key",
  "button",
  "start",
];

/**
 * @param {Element} element
 * @returns {Options}
 */
export function readOptions(element) {
  const value = (/** @type {string} */ name) => element.getAttribute(name);
  const service = (value("service") ?? home.url).replace(/\/+$/, "");
  const list = (/** @type {string} */ text) => text.split(/[\s,]+/);
  const facets = list(value("facets") ?? "tag,category,date");
  const baseUrl = (value("base-url") ?? "").replace(/\/+$/, "");
  return {
    service,
    mode: value("mode") === "dialog" ? "dialog" : "box",
    language: value("lang") || document.documentElement.lang || navigator.language,
    texts: ownTexts(value("texts"), value("placeholder")),
    results: Math.min(Math.max(Number(value("results")) || 6, 1), MAX_RESULTS),
    facets: facets.filter((name) => name !== "date" && Object.hasOwn(fieldTable, name)),
    dates: facets.includes("date"),
    recent: isOn(value("recent"), false),
    hotkeys: isOn(value("hotkeys"), true),
    parameter: isOn(value("param"), true) ? value("param") || "q" : "",
    searchPage: isOn(value("search-page"), true) ? value("search-page") || `${service}/` : "",
    baseUrl,
    images: isOn(value("images"), true) ? list(value("images") ?? "") : null,
    site: value("site") ?? "",
    key: value("key") ?? "",
    button: value("button") ?? "",
    start: isOn(value("start"), true),
  };
}

/**
 * @param {string | null} value
 * @param {boolean} otherwise what a missing attribute means
 */
function isOn(value, otherwise) {
  return value === null ? otherwise : !["off", "false", "no"].includes(value.toLowerCase());
}

/**
 * @param {string | null} json
 * @param {string | null} placeholder
 * @returns {Record<string, string>}
 */
function ownTexts(json, placeholder) {
  /** @type {Record<string, string>} */
  const own = placeholder === null ? {} : { placeholder };
  try {
    return { ...JSON.parse(json || "{}"), ...own };
  } catch {
    console.warn("sakuin: data-texts is not JSON");
    return own;
  }
}
