/**
 * The panel of a box in the browser's top layer, as a popover: no header clips it, whatever its
 * `overflow`, `transform` or `contain`, and nothing lies above it. On a wide screen it stands below
 * the box, or above it where there is more room; on a phone the whole box becomes a sheet.
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
   */
  constructor(root, panel) {
    this.root = root;
    this.panel = panel;
    /** @type {HTMLElement | null} */
    this.shown = null;
    /** @type {AbortController | null} */
    this.following = null;
  }

  open() {
    if (this.shown) return;
    this.shown = narrow.matches ? this.root : this.panel;
    this.root.classList.toggle("sheet", narrow.matches);
    // Older browsers have the panel in the flow of layers, as every panel used to be.
    if (this.shown.showPopover) {
      this.shown.popover = "manual";
      this.shown.showPopover();
    }
    this.place();
    holdPage(this, narrow.matches);
    this.following = new AbortController();
    const how = { capture: true, passive: true, signal: this.following.signal };
    const place = () => this.place();
    addEventListener("scroll", place, how);
    addEventListener("resize", place, how);
    visualViewport?.addEventListener("resize", place, how);
    // A phone that is turned has the other kind of panel.
    narrow.addEventListener("change", () => {
      this.close();
      this.open();
    }, how);
  }

  close() {
    const { shown } = this;
    if (!shown) return;
    this.shown = null;
    this.following?.abort();
    if (shown.popover) {
      if (shown.isConnected) shown.hidePopover();
      shown.popover = null;
    }
    this.root.classList.remove("sheet");
    holdPage(this, false);
  }

  place() {
    const { style, currentCSSZoom: zoom = 1 } = this.panel;
    const { left, width, top, bottom } = this.root.getBoundingClientRect();
    const view = document.documentElement;
    this.root.style.setProperty("--sheet-height", `${(visualViewport?.height ?? innerHeight) / zoom}px`);
    const wide = Math.min(Math.max(width, READABLE_PX), view.clientWidth - 2 * MARGIN_PX);
    const start = Math.max(MARGIN_PX, Math.min(left, view.clientWidth - MARGIN_PX - wide));
    const wanted = Math.min(34 * parseFloat(getComputedStyle(this.root).fontSize), 0.7 * innerHeight);
    const above = top - GAP_PX - MARGIN_PX;
    const below = innerHeight - bottom - GAP_PX - MARGIN_PX;
    const upwards = below < Math.min(wanted, LOW_PX) && above > below;
    const high = Math.max(Math.min(wanted, upwards ? above : below), Math.min(LOW_PX, wanted));
    const y = upwards ? top - GAP_PX - high : bottom + GAP_PX;
    for (const [name, value] of Object.entries({ x: start, y, width: wide, height: high })) {
      style.setProperty(`--${name}`, `${value / zoom}px`);
    }
  }
}
