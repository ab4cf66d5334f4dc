/**
 * The service's marked texts → texts and nodes. They are HTML that is escaped but for the marks, so
 * undoing the escapes around `<mark>` and `</mark>` gives back the original text.
 */

import { element } from "./dom.js";

/** What the service escapes. */
const ESCAPES = { lt: "<", gt: ">", quot: '"', "#x27": "'", amp: "&" };

/**
 * `"A &amp; <mark>B</mark>"` → the text `A & ` and a mark element with `B`.
 *
 * @param {string} html
 * @returns {(Node | string)[]}
 */
export function markedNodes(html) {
  return html.split(/<\/?mark>/).map((part, position) => {
    const text = part.replace(/&([#\w]+);/g, (_, name) => ESCAPES[/** @type {keyof typeof ESCAPES} */ (name)]);
    return position % 2 ? element("mark", {}, text) : text;
  });
}
