/**
 * Filters beside the results: values with counts as toggle buttons, a field that looks for others
 * among all of a facet's values, and a range of days. Fields are made once and never replaced, so
 * that nothing is taken from under whoever types into them.
 */

import { SHOWN_VALUES } from "./client.js";
import { onDay } from "./days.js";
import { element } from "./dom.js";
import { quiet } from "./notice.js";
import { NOTHING, hasFilters, toggled } from "./question.js";

/** @typedef {import("./question.js").Question} Question */
/** @typedef {import("./client.js").FacetValue} FacetValue */
/** @typedef {import("./texts.js").Texts} Texts */

const FIND_MS = 150;
const NAMES = /** @type {const} */ (["from", "to"]);

export class Facets {
  /**
   * @param {HTMLElement} place
   * @param {import("./options.js").Options} options
   * @param {Texts} texts
   * @param {{
   *   ask: (question: Question) => void,
   *   find: (name: string, typed: string) => Promise<FacetValue[] | null>,
   * }} search
   */
  constructor(place, options, texts, search) {
    this.place = place;
    this.texts = texts;
    this.ask = search.ask;
    this.question = NOTHING;
    this.groups = options.facets.map(
      (name) =>
        new FacetGroup(name, texts, (value) => this.toggle(name, value), (typed) => search.find(name, typed)),
    );
    this.days = { from: this.day("from"), to: this.day("to") };
    const days = fieldset(texts.field("date"), ...NAMES.map((name) => this.days[name].label));
    days.hidden = !options.dates;
    const clear = () => this.ask({ ...NOTHING, text: this.question.text });
    this.clear = quiet(texts.get("filters.clear"), clear);
    const rule = element("p", { class: "rule" }, texts.get("facet.rule"));
    place.append(...this.groups.map((group) => group.root), days, this.clear, rule);
  }

  /**
   * @param {Question} question
   * @param {Record<string, FacetValue[]>} values
   */
  show(question, values) {
    const isNew = question.text !== this.question.text;
    this.question = question;
    for (const group of this.groups) {
      group.show(values[group.name] ?? [], question.filters[group.name] ?? [], isNew);
    }
    const focused = activeIn(this.place);
    for (const name of NAMES) {
      const { field } = this.days[name];
      if (field !== focused) field.value = question[name];
    }
    if (focused === this.clear && !hasFilters(question)) this.place.focus();
    this.clear.hidden = !hasFilters(question);
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  toggle(name, value) {
    this.ask(toggled(this.question, name, value));
  }

  /** @param {"from" | "to"} name */
  day(name) {
    const field = element("input", { type: "date", max: "9999-12-31" });
    onDay(field, () => this.ask({ ...this.question, [name]: field.value }));
    const label = element("label", { class: "day" }, element("span", {}, this.texts.get(name)), field);
    return { field, label };
  }
}

class FacetGroup {
  /**
   * @param {string} name
   * @param {Texts} texts
   * @param {(value: string) => void} toggle
   * @param {(typed: string) => Promise<FacetValue[] | null>} find
   */
  constructor(name, texts, toggle, find) {
    this.name = name;
    this.texts = texts;
    this.toggle = toggle;
    this.find = find;
    this.timer = 0;
    /** @type {FacetValue[]} */
    this.top = [];
    /** @type {string[]} */
    this.chosen = [];
    const label = texts.get("facet.find", { label: texts.field(name) });
    const attributes = { type: "text", class: "find", placeholder: label, "aria-label": label };
    this.field = element("input", { ...attributes, autocomplete: "off" });
    this.field.addEventListener("input", (event) => {
      clearTimeout(this.timer);
      if (!(/** @type {InputEvent} */ (event).isComposing)) this.timer = setTimeout(() => this.look(), FIND_MS);
    });
    this.field.addEventListener("compositionend", () => this.look());
    this.values = element("div", { class: "values" });
    this.root = fieldset(texts.field(name), this.field, this.values);
  }

  /**
   * @param {FacetValue[]} values the most frequent ones
   * @param {string[]} chosen
   * @param {boolean} isNew whether other words are asked for than before
   */
  show(values, chosen, isNew) {
    this.top = values;
    this.chosen = chosen;
    if (isNew) this.field.value = "";
    this.root.hidden = !values.length && !chosen.length;
    this.field.hidden = values.length <= SHOWN_VALUES && !this.field.value;
    if (this.field.value) this.look();
    else this.render(shownValues(values, chosen));
  }

  /** Looks for what is typed among all values of the facet. */
  async look() {
    clearTimeout(this.timer);
    const typed = this.field.value.trim();
    const values = typed ? await this.find(typed) : shownValues(this.top, this.chosen);
    if (values && typed === this.field.value.trim()) this.render(values);
  }

  /** @param {FacetValue[]} values */
  render(values) {
    const focused = activeIn(this.values)?.getAttribute("data-key");
    const none = element("p", { class: "rule", role: "status" }, this.texts.get("facet.none"));
    const buttons = values.map(({ value, count }) => {
      const pressed = String(this.chosen.includes(value));
      const attributes = { type: "button", class: "value", part: "value", "aria-pressed": pressed };
      return element(
        "button",
        { ...attributes, "data-key": value, onclick: () => this.toggle(value) },
        element("span", { class: "name" }, this.texts.value(this.name, value)),
        element("span", { class: "count" }, String(count)),
      );
    });
    this.values.replaceChildren(...(buttons.length || !this.field.value ? buttons : [none]));
    if (!focused) return;
    const again = buttons.find((button) => button.dataset.key === focused);
    (again ?? buttons[0] ?? this.field).focus();
  }
}

/**
 * The most frequent values, in an order that a click does not change, then what else is chosen.
 *
 * @param {FacetValue[]} values
 * @param {string[]} chosen
 */
function shownValues(values, chosen) {
  const shown = values.slice(0, SHOWN_VALUES);
  const missing = chosen.filter((value) => !shown.some((other) => other.value === value));
  return [
    ...shown,
    ...missing.map((value) => values.find((other) => other.value === value) ?? { value, count: 0 }),
  ];
}

/** @param {HTMLElement} place */
function activeIn(place) {
  const root = /** @type {ShadowRoot | Document} */ (place.getRootNode());
  const active = root.activeElement;
  return active && place.contains(active) ? active : null;
}

/**
 * @param {string} legend
 * @param {...Node} children
 */
function fieldset(legend, ...children) {
  return element("fieldset", {}, element("legend", {}, legend), ...children);
}
