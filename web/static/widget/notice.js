/** What stands above the results: why there are none, or which were given instead. */

import { element } from "./dom.js";
import { hasFilters } from "./question.js";

/** @typedef {import("./texts.js").Texts} Texts */

/**
 * @param {import("./question.js").Question} question
 * @param {import("./client.js").Answer} answer
 * @param {Texts} texts
 * @param {(text: string) => void} take
 * @param {() => void} clear takes the filters back
 * @returns {Node[]}
 */
export function answerNotice(question, answer, texts, take, clear) {
  const { relaxed } = answer.interpreted;
  const meant = answer.suggestions.did_you_mean;
  return [
    ...(answer.total ? [] : nothingFound(question, texts, clear)),
    ...(answer.total && relaxed ? [paragraph(texts.get("relaxed"))] : []),
    ...(meant ? [didYouMean(meant, texts, take)] : []),
  ];
}

/**
 * @param {string} reason
 * @param {Texts} texts
 * @param {() => void} retry
 */
export function failureNotice(reason, texts, retry) {
  return [paragraph(texts.get(`error.${reason}`), "failure"), quiet(texts.get("retry"), retry)];
}

/**
 * @param {string} text
 * @param {() => void} onclick
 */
export function quiet(text, onclick) {
  return element("button", { type: "button", class: "quiet", onclick }, text);
}

/**
 * @param {import("./question.js").Question} question
 * @param {Texts} texts
 */
export function nothingFoundText(question, texts) {
  const filtered = hasFilters(question) || !question.text.trim();
  return texts.get(filtered ? "none.filtered" : "none", { query: question.text.trim() });
}

/**
 * @param {import("./question.js").Question} question
 * @param {Texts} texts
 * @param {() => void} clear
 */
function nothingFound(question, texts, clear) {
  return [
    paragraph(nothingFoundText(question, texts), "none"),
    hasFilters(question)
      ? quiet(texts.get("filters.clear"), clear)
      : paragraph(texts.get("none.advice")),
  ];
}

/**
 * @param {string} meant
 * @param {Texts} texts
 * @param {(text: string) => void} take
 */
function didYouMean(meant, texts, take) {
  return element("p", {}, texts.get("did_you_mean"), quiet(meant, () => take(meant)));
}

/**
 * @param {string} text
 * @param {string} [name]
 */
function paragraph(text, name) {
  return element("p", { class: name }, text);
}
