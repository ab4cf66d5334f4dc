/** The fixed parts of a search box; panel.js fills them. `part` names what a page may style. */

import { element, icon } from "./dom.js";

/** @typedef {ReturnType<typeof buildView>} View */

/**
 * @param {import("./options.js").Options} options
 * @param {import("./texts.js").Texts} texts
 */
export function buildView(options, texts) {
  const input = searchInput(texts);
  const clearing = { type: "button", class: "clear", "aria-label": texts.get("clear"), hidden: true };
  const clear = element("button", clearing, icon("clear"));
  const close = element("button", { type: "button", class: "quiet close" }, texts.get("close"));
  const form = element(
    "form",
    { role: "search", class: "bar", part: "bar", action: options.searchPage || null },
    icon("search"),
    input,
    clear,
    close,
  );
  const count = element("span", { class: "total" });
  const filters = element(
    "button",
    { type: "button", class: "quiet filters", "aria-expanded": "false", "aria-controls": "facets" },
    icon("filters"),
    texts.get("filters"),
  );
  const notice = element("div", { class: "notice", hidden: true });
  const list = element("div", {
    role: "listbox",
    id: "list",
    // Scrolling areas are tab stops of their own otherwise; this one is moved in by arrow keys.
    tabindex: "-1",
    "aria-label": texts.get("label"),
    hidden: true,
  });
  const facets = element("div", {
    role: "group",
    class: "facets",
    part: "facets",
    id: "facets",
    tabindex: "-1",
    "aria-label": texts.get("filters"),
  });
  const foot = element("div", { class: options.searchPage ? "foot" : "foot bare", part: "foot" });
  const panel = element(
    "div",
    { class: "panel", part: "panel", hidden: true },
    element("div", { class: "head" }, count, filters),
    element("div", { class: "body" }, element("div", { class: "main" }, notice, list), facets),
    foot,
  );
  const status = element("p", { role: "status", class: "unseen" });
  const root = element("div", { class: `search ${options.mode}` }, form, panel, status);
  return { root, form, input, clear, close, count, filters, notice, list, facets, foot, panel, status };
}

/** @param {import("./texts.js").Texts} texts */
function searchInput(texts) {
  return element("input", {
    // Not type=search: browsers empty that at Escape, which may be an input method's.
    type: "text",
    inputmode: "search",
    enterkeyhint: "search",
    part: "input",
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-label": texts.get("label"),
    placeholder: texts.get("placeholder"),
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    maxlength: "500",
  });
}
