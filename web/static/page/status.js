/** Tells screen readers, after typing has paused, and everyone else by dimming the old results. */

const ANNOUNCE_MS = 600;
/** Faster answers need no sign that something is going on. */
const BUSY_MS = 250;

export class Status {
  /** @param {HTMLElement} element a live region, with its texts in `data-…` */
  constructor(element) {
    this.element = element;
    this.timer = 0;
  }

  busy() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(this.element.dataset.busy ?? "", true), BUSY_MS);
  }

  /** @param {Document} page */
  done(page) {
    clearTimeout(this.timer);
    document.documentElement.classList.remove("waiting");
    this.element.classList.remove("failed");
    const heading = page.querySelector("h1")?.textContent ?? document.querySelector("h1")?.textContent;
    this.timer = setTimeout(() => this.show(heading ?? "", false), ANNOUNCE_MS);
  }

  failed() {
    clearTimeout(this.timer);
    this.show(this.element.dataset.failed ?? "", false);
    this.element.classList.add("failed");
  }

  /**
   * @param {string} text
   * @param {boolean} waiting
   */
  show(text, waiting) {
    this.element.textContent = text;
    document.documentElement.classList.toggle("waiting", waiting);
  }
}
