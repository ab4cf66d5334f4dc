/**
 * Makes elements. What comes from the server or a visitor only ever becomes text nodes and
 * attribute values: nothing in the widget parses HTML, so nothing can be injected, and a host
 * page that asks for Trusted Types is content.
 */

/** @typedef {string | number | boolean | null | undefined | ((event: any) => void)} Attribute */
/** @typedef {Node | string | null | undefined | false} Child */

/**
 * `element("a", {href: "/", onclick: open}, "text")`; true is an empty attribute, and false, null
 * and undefined are none.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, Attribute>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key.slice(2), value);
    else setAttribute(made, key, value);
  }
  // GPT-4o stays on its line.
  const whole = (/** @type {Node | string} */ child) => {
    return child instanceof Node ? child : child.replace(/(?<=\w-)(?=\d)/g, "\u2060");
  };
  made.append(...children.filter(isGiven).map(whole));
  return made;
}

/**
 * @param {Element} target
 * @param {string} name
 * @param {string | number | boolean | null | undefined} value
 */
export function setAttribute(target, name, value) {
  if (isGiven(value)) target.setAttribute(name, value === true ? "" : String(value));
  else target.removeAttribute(name);
}

/**
 * Where a post or a section of one is: below `baseUrl` where the page says so, else on its site.
 * Nowhere, if it claims to be at `javascript:`.
 *
 * @param {{url: string | null, link: string | null}} place
 * @param {string} baseUrl
 * @param {string} [fragment] a text fragment: the sentence at which the browser opens the page
 */
export function postAddress({ url, link }, baseUrl, fragment = "") {
  try {
    const address = new URL(baseUrl ? baseUrl + url : `${link}`, location.href);
    address.hash += fragment;
    return /^https?:/.test(address.href) ? address.href : null;
  } catch {
    return null;
  }
}

/**
 * One of the widget's line drawings, 24 units wide.
 *
 * @param {keyof typeof PATHS} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/**
 * @template Value
 * @param {Value} value
 * @returns {value is Exclude<Value, null | undefined | false>}
 */
function isGiven(value) {
  return value !== null && value !== undefined && value !== false;
}

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  search: "M10.5 4a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13zM15.5 15.5L20 20",
  clear: "M6 6L18 18M18 6L6 18",
  filters: "M4 7h16M7 12h10M10 17h4",
};
