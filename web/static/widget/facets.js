/** Filters beside the results: values with counts as toggle buttons, and a range of days. */

import { element } from "./dom.js";
import { quiet } from "./notice.js";
import { NOTHING, hasFilters, toggled } from "./question.js";

/** @typedef {import("./question.js").Question} Question */
/** @typedef {import("./client.js").FacetValue} FacetValue */

const SHOWN = 8;

/**
 * @param {Question} question
 * @param {Record<string, FacetValue[]>} facets
 * @param {import("./options.js").Options} options
 * @param {import("./texts.js").Texts} texts
 * @param {(question: Question) => void} ask
 */
export function facetGroups(question, facets, options, texts, ask) {
  const clear = () => ask({ ...NOTHING, text: question.text });
  return [
    ...options.facets.map((name) => {
      const values = shownValues(facets[name] ?? [], question.filters[name] ?? []);
      const buttons = values.map((value) =>
        valueButton(name, value, texts, () => ask(toggled(question, name, value.value))),
      );
      return buttons.length ? fieldset(texts.field(name), ...buttons) : null;
    }),
    options.dates &&
      fieldset(
        texts.field("date"),
        dayInput(texts.get("from"), question.from, (from) => ask({ ...question, from })),
        dayInput(texts.get("to"), question.to, (to) => ask({ ...question, to })),
      ),
    hasFilters(question) && quiet(texts.get("filters.clear"), clear),
  ].filter((part) => part instanceof HTMLElement);
}

/**
 * The most frequent values, in an order that a click does not change, then what else is chosen.
 *
 * @param {FacetValue[]} values
 * @param {string[]} chosen
 */
function shownValues(values, chosen) {
  const shown = values.slice(0, SHOWN);
  const missing = chosen.filter((value) => !shown.some((other) => other.value === value));
  return [
    ...shown.map((value) => ({ ...value, selected: chosen.includes(value.value) })),
    ...missing.map((value) => ({
      value,
      count: values.find((other) => other.value === value)?.count ?? 0,
      selected: true,
    })),
  ];
}

/**
 * @param {string} name
 * @param {FacetValue} value
 * @param {import("./texts.js").Texts} texts
 * @param {() => void} onclick
 */
function valueButton(name, { value, count, selected }, texts, onclick) {
  const pressed = { "aria-pressed": String(selected), "data-key": `${name}:${value}` };
  return element(
    "button",
    { type: "button", class: "value", ...pressed, onclick },
    element("span", { class: "name" }, texts.value(name, value)),
    element("span", { class: "count" }, String(count)),
  );
}

/**
 * @param {string} label
 * @param {string} value
 * @param {(value: string) => void} change
 */
function dayInput(label, value, change) {
  const onchange = (/** @type {Event} */ event) => {
    change(/** @type {HTMLInputElement} */ (event.target).value);
  };
  return element(
    "label",
    { class: "day" },
    element("span", {}, label),
    element("input", { type: "date", value, max: "9999-12-31", "data-key": label, onchange }),
  );
}

/**
 * @param {string} legend
 * @param {...Node} children
 */
function fieldset(legend, ...children) {
  const values = element("div", { class: "values" }, ...children);
  return element("fieldset", {}, element("legend", {}, legend), values);
}
