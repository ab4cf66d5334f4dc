/**
 * `<sakuin-search>`: a search box in place, or a button that opens one as a dialog.
 *
 * Everything stands in a shadow root with a constructed style sheet, so neither side's styles
 * reach the other, and no Content-Security-Policy of the host page is in the way. The page hears of
 * `sakuin:open`, `sakuin:close`, `sakuin:search` and `sakuin:select`.
 */

import { ATTRIBUTES, TAG, readOptions } from "./options.js";
import { NOTHING, fromAddress, isNothing, toAddress } from "./question.js";
import { SearchPanel } from "./panel.js";
import { Texts } from "./texts.js";
import { composesAlways } from "./composition.js";
import { element, icon } from "./dom.js";
import { isHotkey } from "./hotkeys.js";
import { Layer } from "./layer.js";
import { isOnDark, legible, readColour, watchColours } from "./scheme.js";
import { styles } from "./resources.js";

/** @typedef {import("./question.js").Question} Question */

const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);

/** Parameter of the page's address → the box that it belongs to. @type {Map<string, SakuinSearch>} */
const owners = new Map();
/** The box that is open. @type {SakuinSearch | null} */
let opened = null;

/** @param {typeof SakuinSearch} type */
export function define(type) {
  if (customElements.get(TAG)) return;
  customElements.define(TAG, type);
  addEventListener("keydown", (event) => {
    if (!isHotkey(event)) return;
    const boxes = /** @type {NodeListOf<SakuinSearch>} */ (document.querySelectorAll(TAG));
    const box = [...boxes].find((one) => one.options?.hotkeys);
    if (!box) return;
    event.preventDefault();
    box.open();
  });
}

export class SakuinSearch extends HTMLElement {
  static observedAttributes = ATTRIBUTES;

  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    this.build();
  }

  disconnectedCallback() {
    this.shut();
    this.ends?.abort();
    for (const [name, box] of owners) if (box === this) owners.delete(name);
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} after
   */
  attributeChangedCallback(name, before, after) {
    if (!this.panel || before === after) return;
    if (name === "theme") this.colour();
    else this.rebuild();
  }

  /** Builds the box anew, once for all attributes that change; whoever types into it notices nothing. */
  rebuild() {
    if (this.stale) return;
    this.stale = true;
    const { input } = this.panel?.view ?? {};
    const now = () => {
      this.stale = false;
      if (!this.isConnected) return;
      const { panel, isOpen } = this;
      const hasFocus = this.shadowRoot?.activeElement === input;
      const selected = /** @type {const} */ ([input?.selectionStart ?? 0, input?.selectionEnd ?? 0]);
      this.shut();
      this.build();
      const fresh = this.panel?.view.input;
      if (panel && !isNothing(panel.question)) this.panel?.ask(panel.question);
      if (fresh && input) fresh.value = input.value;
      if (isOpen) this.open();
      if (hasFocus) fresh?.focus();
      fresh?.setSelectionRange(...selected);
    };
    // A word under composition would be lost with the field that it stands in.
    if (this.panel?.composition.active) input?.addEventListener("compositionend", () => setTimeout(now));
    else queueMicrotask(now);
  }

  colour() {
    const theme = this.getAttribute("theme");
    this.toggleAttribute("dark", theme ? theme === "dark" : isOnDark(this));
    const { root } = this.panel?.view ?? {};
    if (!root) return;
    const set = getComputedStyle(this);
    const read = (/** @type {string} */ name) => readColour(set.getPropertyValue(name), this);
    const accent = legible(read("--accent"), read("--background"));
    for (const part of [root, this.opener]) part?.style.setProperty("--accent", accent);
  }

  build() {
    this.ends?.abort();
    this.ends = new AbortController();
    const { signal } = this.ends;
    this.options = readOptions(this);
    this.parameter = this.ownParameter();
    this.texts = new Texts(this.options.language, this.options.texts);
    this.panel = new SearchPanel(this.options, this.texts, {
      asked: (question) => this.remember(question),
      left: () => this.leave(),
      tell: (name, detail) => this.tell(name, detail),
    });
    const { root, panel } = this.panel.view;
    // Not of the root: what resets its style resets the language of its text.
    for (const part of root.children) part.setAttribute("lang", this.texts.language);
    root.addEventListener("keydown", (event) => this.escaped(event));
    const isDialog = this.options.mode === "dialog";
    this.dialog = this.opener = undefined;
    this.shadowRoot?.replaceChildren(...(isDialog ? this.inDialog(root) : [root]));
    this.layer = new Layer(root, panel, this.dialog);
    if (!isDialog) this.inPlace(root);
    this.panel.view.close.addEventListener("click", () => this.close());
    watchColours(() => this.colour(), signal);
    if (!this.parameter) return;
    addEventListener("popstate", () => this.restore(), { signal });
    this.restore();
  }

  /** Of boxes that share a parameter, the first one has it. */
  ownParameter() {
    const name = this.options?.parameter ?? "";
    const owner = owners.get(name);
    if (!name || (owner?.isConnected && owner !== this)) return "";
    owners.set(name, this);
    return name;
  }

  /** @param {HTMLElement} root */
  inDialog(root) {
    const label = this.texts?.get("label") ?? "";
    const dialog = (this.dialog = element("dialog", { "aria-label": label, part: "dialog" }, root));
    dialog.addEventListener("cancel", (event) => {
      if (this.panel?.composition.active || this.panel?.composition.justEnded(event)) {
        event.preventDefault();
      }
    });
    dialog.addEventListener("close", () => {
      if (dialog === this.dialog && this.isConnected) this.closed();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) this.close();
    });
    this.panel?.expand(true);
    return [...this.openers(), dialog];
  }

  /** The page's own buttons if it has some, whenever it draws them; else one of ours. */
  openers() {
    const { button } = this.options ?? {};
    if (button) {
      const pressed = (/** @type {Event} */ event) => {
        const target = event.composedPath()[0];
        if (target instanceof Element && target.closest(button)) this.open();
      };
      document.addEventListener("click", pressed, { signal: this.ends?.signal });
      return [];
    }
    const shortcut = this.options?.hotkeys && element("kbd", { "aria-hidden": "true" }, "/");
    const attributes = { type: "button", class: "opener", part: "button", onclick: () => this.open() };
    this.opener = element("button", attributes, icon("search"), this.texts?.get("open"), shortcut);
    return [this.opener];
  }

  /** @param {HTMLElement} root */
  inPlace(root) {
    const { input } = /** @type {SearchPanel} */ (this.panel).view;
    for (const use of ["focus", "input", "click"]) {
      input.addEventListener(use, () => this.quiet || this.open());
    }
    input.addEventListener("keydown", ({ key }) => {
      if (key.startsWith("Arrow")) this.open();
    });
    root.addEventListener("focusout", (event) => {
      const gone = event.relatedTarget instanceof Node && !root.contains(event.relatedTarget);
      if (gone) this.shut();
    });
    const pressed = (/** @type {Event} */ event) => {
      if (!event.composedPath().includes(this)) this.shut();
    };
    document.addEventListener("pointerdown", pressed, { signal: this.ends?.signal });
  }

  get isOpen() {
    return this.dialog ? this.dialog.open : !this.panel?.view.panel.hidden;
  }

  /** Opens the panel or the dialog, with the focus in the text box. */
  open() {
    const { panel, dialog, isOpen } = this;
    if (!panel) return;
    if (!isOpen) {
      if (opened !== this) opened?.shut();
      opened = this;
      this.colour();
      this.show();
      panel.welcome();
      this.tell("open", {});
    }
    const { input } = panel.view;
    if (this.shadowRoot?.activeElement !== input) input.focus();
    // The next word takes the place of the last one.
    if (dialog && !isOpen) input.select();
  }

  show() {
    if (this.dialog) this.panel?.render();
    else this.panel?.expand(true);
    this.layer?.open();
  }

  /** Closes it; the focus stays where the visitor was. */
  close() {
    if (!this.isOpen) return;
    this.shut();
    const { input } = this.panel?.view ?? {};
    if (this.dialog || !input) return;
    if (composesAlways()) return input.blur();
    this.quiet = true;
    input.focus();
    this.quiet = false;
  }

  shut() {
    if (!this.isOpen) return;
    this.layer?.close();
    if (this.dialog) return;
    this.panel?.expand(false);
    this.panel?.listbox.activate(null);
    this.tell("close", {});
  }

  /** The dialog has closed: the address becomes what it was, and no entry of the history is left. */
  closed() {
    this.layer?.close();
    this.tell("close", {});
    if (!this.parameter || isNothing(fromAddress(location.href, this.parameter))) return;
    if (history.state?.sakuin && !this.leaving) history.back();
    else this.remember(NOTHING);
  }

  /** A link leads to a place in this page: the history is about to grow, so nothing is taken back. */
  leave() {
    this.leaving = true;
    this.shut();
    setTimeout(() => (this.leaving = false));
  }

  /**
   * @param {string} name
   * @param {object} detail
   */
  tell(name, detail) {
    const how = { bubbles: true, composed: true, cancelable: name === "select", detail };
    return this.dispatchEvent(new CustomEvent(`sakuin:${name}`, how));
  }

  /** @param {KeyboardEvent} event */
  escaped(event) {
    // Where nothing is left to be taken back, it is the page's: a dialog of its own may close.
    if (event.key !== "Escape" || !(this.isOpen || this.panel?.view.input.value)) return;
    // Else the browser would close the dialog, or leave full screen.
    event.preventDefault();
    if (this.panel?.composition.owns(event)) return;
    event.stopPropagation();
    if (this.isOpen) this.close();
    else this.panel?.take("");
  }

  /**
   * Puts the question into the page's address: a new entry when a search begins, so that Back
   * leaves it; the same entry while it is refined.
   *
   * @param {Question} question
   */
  remember(question) {
    if (!this.parameter) return;
    const address = toAddress(location.href, this.parameter, question);
    if (address === location.href) return;
    const before = fromAddress(location.href, this.parameter);
    const begins = isNothing(before) && !isNothing(question);
    const { sakuin, ...state } = history.state ?? {};
    const own = begins || (sakuin && !isNothing(question)) ? { ...state, sakuin: true } : history.state && state;
    try {
      history[begins ? "pushState" : "replaceState"](own, "", address);
    } catch {
      // Safari allows a hundred changes in half a minute; the search goes on without.
    }
  }

  /** Shows what the page's address asks for. */
  restore() {
    if (!this.parameter || !this.panel) return;
    const question = fromAddress(location.href, this.parameter);
    const asked = !isNothing(question);
    if (asked || !isNothing(this.panel.question)) this.panel.ask(question);
    if (!asked) this.shut();
    else if (this.dialog) this.open();
    else if (!this.isOpen) {
      opened?.shut();
      opened = this;
      this.show();
    }
  }
}
