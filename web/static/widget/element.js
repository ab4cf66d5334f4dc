/**
 * `<sakuin-search>`: a search box in place, or a button that opens one as a dialog.
 *
 * Everything stands in a shadow root with a constructed style sheet, so neither side's styles
 * reach the other, and no Content-Security-Policy of the host page is in the way.
 */

import { ATTRIBUTES, readOptions } from "./options.js";
import { NOTHING, fromAddress, isNothing, toAddress } from "./question.js";
import { SearchPanel } from "./panel.js";
import { Texts } from "./texts.js";
import { element, icon } from "./dom.js";
import { isOnDark, watchColours } from "./scheme.js";
import { styles } from "./resources.js";

/** @typedef {import("./question.js").Question} Question */

const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);

/** Narrower boxes show their results on a wider panel. */
const READABLE_PX = 520;
const MARGIN_PX = 16;

export class SakuinSearch extends HTMLElement {
  static observedAttributes = ATTRIBUTES;

  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    this.build();
  }

  disconnectedCallback() {
    this.ends?.abort();
  }

  /** @param {string} name */
  attributeChangedCallback(name) {
    if (!this.isConnected || !this.shadowRoot) return;
    if (name === "theme") this.colour();
    else this.build();
  }

  colour() {
    const theme = this.getAttribute("theme");
    this.toggleAttribute("dark", theme ? theme === "dark" : isOnDark(this));
  }

  build() {
    this.ends?.abort();
    this.ends = new AbortController();
    this.options = readOptions(this);
    this.texts = new Texts(this.options.language, this.options.texts);
    this.panel = new SearchPanel(this.options, this.texts, {
      asked: (question) => this.remember(question),
      left: () => this.close(),
    });
    const { root } = this.panel.view;
    root.setAttribute("lang", this.texts.language);
    root.addEventListener("keydown", (event) => this.escaped(event));
    this.shadowRoot?.replaceChildren(...(this.options.mode === "dialog" ? this.inDialog(root) : [root]));
    if (this.options.mode === "box") this.inPlace(root);
    this.panel.view.close.addEventListener("click", () => this.close());
    watchColours(() => this.colour(), this.ends.signal);
    if (this.options.parameter) {
      addEventListener("popstate", () => this.restore(), { signal: this.ends.signal });
      this.restore();
    }
  }

  /** @param {HTMLElement} root */
  inDialog(root) {
    const label = this.texts?.get("label") ?? "";
    this.dialog = element("dialog", { "aria-label": label }, root);
    this.dialog.addEventListener("cancel", (event) => {
      if (this.panel?.composition.active || this.panel?.composition.justEnded(event)) {
        event.preventDefault();
      }
    });
    this.dialog.addEventListener("close", () => this.forget());
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.close();
    });
    this.panel?.expand(true);
    return [...this.openers(), this.dialog];
  }

  /** The page's own buttons if it has some, else one of ours. */
  openers() {
    const found = this.options?.button ? document.querySelectorAll(this.options.button) : [];
    for (const button of found) {
      button.addEventListener("click", () => this.open(), { signal: this.ends?.signal });
    }
    if (found.length) return [];
    const shortcut = this.options?.hotkeys && element("kbd", { "aria-hidden": "true" }, "/");
    const attributes = { type: "button", class: "opener", onclick: () => this.open() };
    return [element("button", attributes, icon("search"), this.texts?.get("open"), shortcut)];
  }

  /** @param {HTMLElement} root */
  inPlace(root) {
    this.dialog = undefined;
    const { input } = this.panel?.view ?? {};
    input?.addEventListener("focus", () => this.open());
    input?.addEventListener("input", () => this.open());
    root.addEventListener("focusout", (event) => {
      const gone = event.relatedTarget instanceof Node && !root.contains(event.relatedTarget);
      if (gone) this.panel?.expand(false);
    });
    const pressed = (/** @type {Event} */ event) => {
      if (!event.composedPath().includes(this)) this.panel?.expand(false);
    };
    document.addEventListener("pointerdown", pressed, { signal: this.ends?.signal });
  }

  get isOpen() {
    return this.dialog ? this.dialog.open : !this.panel?.view.panel.hidden;
  }

  open() {
    const { panel, dialog } = this;
    if (!panel) return;
    this.colour();
    if (!dialog) {
      this.place();
      panel.expand(true);
    } else if (!dialog.open) {
      panel.render();
      dialog.showModal();
    }
    panel.view.input.focus();
  }

  close() {
    if (this.dialog) this.dialog.close();
    else {
      this.panel?.expand(false);
      this.panel?.view.input.blur();
    }
  }

  /** Gives a narrow box a panel that can be read, on the side where there is room. */
  place() {
    const style = this.panel?.view.panel.style;
    const { left, width } = this.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    const wanted = Math.max(width, Math.min(READABLE_PX, room - 2 * MARGIN_PX));
    const over = Math.max(0, left + wanted - (room - MARGIN_PX));
    style?.setProperty("--panel-width", `${wanted}px`);
    style?.setProperty("--panel-left", wanted > width ? `${-over}px` : "0");
  }

  /** @param {KeyboardEvent} event */
  escaped(event) {
    if (event.key !== "Escape") return;
    // Taken in every case: the browser would close the dialog, or leave full screen.
    event.preventDefault();
    if (this.panel?.composition.owns(event)) return;
    event.stopPropagation();
    if (this.isOpen) this.close();
    else this.panel?.take("");
  }

  /**
   * Puts the question into the page's address: a new entry when a search begins or ends, so that
   * Back leaves it; the same entry while it is refined.
   *
   * @param {Question} question
   */
  remember(question) {
    if (!this.options?.parameter) return;
    const address = toAddress(location.href, this.options.parameter, question);
    if (address === location.href) return;
    const before = fromAddress(location.href, this.options.parameter);
    const begins = isNothing(before) && !isNothing(question);
    history[begins ? "pushState" : "replaceState"](history.state, "", address);
  }

  /** Shows what the page's address asks for. */
  restore() {
    if (!this.options?.parameter || !this.panel) return;
    const question = fromAddress(location.href, this.options.parameter);
    const asked = !isNothing(question);
    if (asked || !isNothing(this.panel.question)) this.panel.ask(question);
    if (!this.dialog) this.place();
    if (!this.dialog) this.panel.expand(asked);
    else if (asked && !this.dialog.open) this.open();
    else if (!asked) this.dialog.close();
  }

  /** A closed dialog leaves the address as it was. */
  forget() {
    if (this.options?.parameter) this.remember(NOTHING);
  }
}
