/**
 * The service's marked texts → nodes. They are HTML that is escaped but for the marks, so undoing
 * the escapes around `<mark>` and `</mark>` gives back exactly the original text.
 */

import { element } from "./dom.js";

/**
 * `"A &amp; <mark>B</mark>"` → the text `A & ` and a mark element with `B`.
 *
 * @param {string} html
 * @returns {Node[]}
 */
export function markedNodes(html) {
  return html.split(/<mark>(.*?)<\/mark>/s).flatMap((part, position) => {
    if (!part) return [];
    const text = unescaped(part);
    return [position % 2 ? element("mark", {}, text) : document.createTextNode(text)];
  });
}

/**
 * @param {string} html
 */
function unescaped(html) {
  return html.replace(/&(?:#(\d+)|#x([\da-f]+)|(amp|lt|gt|quot|apos));/gi, (whole, ...found) => {
    const [decimal, hexadecimal, name] = found;
    if (name) return NAMED[/** @type {keyof typeof NAMED} */ (name.toLowerCase())];
    const code = decimal ? Number(decimal) : parseInt(hexadecimal, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
