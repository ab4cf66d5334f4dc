/**
 * The list below a combobox: the focus stays in the text box, and `aria-activedescendant` says
 * which option the arrow keys have reached.
 */

import { setAttribute } from "./dom.js";

export class Listbox {
  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} list
   */
  constructor(input, list) {
    this.input = input;
    this.list = list;
    /** @type {HTMLElement | null} */
    this.active = null;
    input.setAttribute("aria-controls", list.id);
  }

  /** @param {...Node} groups what the list shows from now on */
  show(...groups) {
    this.activate(null);
    // Before anything changes: afterwards the browser would have to lay it out at once.
    this.list.scrollTop = 0;
    this.list.replaceChildren(...groups);
    this.list.hidden = !this.options().length;
    this.options().forEach((option, position) => {
      option.id = `${this.list.id}-${position}`;
      option.setAttribute("aria-selected", "false");
    });
  }

  /** @returns {HTMLElement[]} */
  options() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll("[role=option]"))];
  }

  /** @param {1 | -1} step down or up; past an end comes the text box, then the other end */
  move(step) {
    const options = /** @type {(HTMLElement | null)[]} */ ([null, ...this.options()]);
    const at = options.indexOf(this.active);
    this.activate(options[(at + step + options.length) % options.length]);
  }

  /** @param {HTMLElement | null} option */
  activate(option) {
    this.active?.setAttribute("aria-selected", "false");
    this.active = option;
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    setAttribute(this.input, "aria-activedescendant", option?.id);
  }
}
