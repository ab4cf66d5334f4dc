/**
 * The panel of a box in the browser's top layer, as a popover: no header clips it, whatever its
 * `overflow`, `transform` or `contain`, and nothing lies above it. On a wide screen it stands below
 * the box, or above it where there is more room; on a phone the whole box becomes a sheet. A dialog
 * is in that layer by itself. Sheets and a phone's dialogs cover what is seen of the page: not what
 * lies under the keyboard, nor what is beside it where a page is wider than its window.
 */

import { holdPage } from "./scrolling.js";

/** Narrower boxes show their results on a wider panel. */
const READABLE_PX = 520;
const MARGIN_PX = 12;
const GAP_PX = 6;
/** A panel lower than that shows too little to choose from. */
const LOW_PX = 260;
const narrow = matchMedia("(max-width: 40em)");

export class Layer {
  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} panel
   * @param {HTMLDialogElement} [dialog]
   */
  constructor(root, panel, dialog) {
    this.root = root;
    this.panel = panel;
    this.dialog = dialog;
    /** @type {HTMLElement | null} */
    this.shown = null;
    /** @type {AbortController | null} */
    this.following = null;
  }

  open() {
    if (this.shown) return;
    const { root, panel, dialog } = this;
    const isSheet = !dialog && narrow.matches;
    const shown = (this.shown = dialog ?? (isSheet ? root : panel));
    root.classList.toggle("sheet", isSheet);
    if (dialog) dialog.showModal();
    // Older browsers have the panel in the flow of layers, as every panel used to be.
    else if (shown.showPopover) {
      shown.popover = "manual";
      shown.showPopover();
    }
    this.place();
    holdPage(this, shown !== panel);
    this.following = new AbortController();
    const how = { capture: true, signal: this.following.signal };
    const place = () => this.place();
    for (const target of [window, visualViewport]) {
      for (const event of ["scroll", "resize"]) target?.addEventListener(event, place, how);
    }
    if (dialog) return;
    // A phone that is turned has the other kind of panel.
    narrow.addEventListener("change", () => {
      this.close();
      this.open();
    }, how);
  }

  close() {
    const { shown, dialog } = this;
    if (!shown) return;
    this.shown = null;
    this.following?.abort();
    if (dialog) dialog.close();
    else shown.popover = null;
    this.root.classList.remove("sheet");
    holdPage(this, false);
  }

  place() {
    const { shown, panel } = this;
    if (!shown) return;
    const { style, currentCSSZoom: zoom = 1 } = shown;
    const { offsetLeft: x, offsetTop: y, width, height } = /** @type {VisualViewport} */ (visualViewport);
    const wanted = shown === panel ? this.beside() : { x, y, width, height };
    const set = (/** @type {string} */ name, /** @type {number} */ value) =>
      style.setProperty(`--${name}`, `${value / zoom}px`);
    for (const [name, value] of Object.entries(wanted)) set(name, value);
    // Beside a vertical page, which goes on to the left, browsers of phones count from elsewhere.
    set("x", 2 * wanted.x - shown.getBoundingClientRect().x);
  }

  /** Where the panel has most room beside the box. */
  beside() {
    const { left, width: own, top, bottom } = this.root.getBoundingClientRect();
    const { clientWidth } = document.documentElement;
    const width = Math.min(Math.max(own, READABLE_PX), clientWidth - 2 * MARGIN_PX);
    const x = Math.max(MARGIN_PX, Math.min(left, clientWidth - MARGIN_PX - width));
    const wanted = Math.min(34 * parseFloat(getComputedStyle(this.root).fontSize), 0.7 * innerHeight);
    const above = top - GAP_PX - MARGIN_PX;
    const below = innerHeight - bottom - GAP_PX - MARGIN_PX;
    const upwards = below < Math.min(wanted, LOW_PX) && above > below;
    const height = Math.max(Math.min(wanted, upwards ? above : below), Math.min(LOW_PX, wanted));
    return { x, y: upwards ? top - GAP_PX - height : bottom + GAP_PX, width, height };
  }
}
