/** Looks for values of a facet among all of them, above the list of the most frequent ones. */

import { element } from "../widget/dom.js";

const FIND_MS = 150;
let timer = 0;

/**
 * @param {HTMLInputElement} field
 * @param {() => URL} address of the search whose hits have the values
 */
export function findSoon(field, address) {
  clearTimeout(timer);
  timer = setTimeout(() => find(field, address()), FIND_MS);
}

/**
 * @param {HTMLInputElement} field
 * @param {URL} search
 */
export async function find(field, search) {
  const name = field.dataset.facet ?? "";
  const typed = field.value.trim();
  const list = field.parentElement?.querySelector("ul");
  if (!list || !typed) return list?.replaceChildren(...(usual.get(list) ?? list.children));
  const url = new URL(`api/v1/facets/${encodeURIComponent(name)}`, search);
  for (const [key, value] of search.searchParams) {
    if (!["sort", "page", "all"].includes(key)) url.searchParams.append(key, value);
  }
  url.searchParams.set("containing", typed);
  url.searchParams.set("per_page", "20");
  const response = await fetch(url).catch(() => null);
  if (!response?.ok || field.value.trim() !== typed) return;
  /** @type {{values: {value: string, count: number, selected: boolean}[]}} */
  const { values } = await response.json();
  if (!usual.has(list)) usual.set(list, [...list.children]);
  list.replaceChildren(...(values.length ? values.map((one) => item(name, one)) : [none(field)]));
}

/** What a list showed before anything was looked for. @type {WeakMap<Element, Element[]>} */
const usual = new WeakMap();

/**
 * @param {string} name
 * @param {{value: string, count: number, selected: boolean}} found
 */
function item(name, { value, count, selected }) {
  const box = element("input", { type: "checkbox", form: "search", name, value, checked: selected });
  const number = element("span", { class: "count" }, count.toLocaleString("en"));
  return element("li", {}, element("label", {}, box, element("span", {}, value), " ", number));
}

/** @param {HTMLElement} field */
function none(field) {
  return element("li", { class: "rule" }, field.dataset.none ?? "");
}
