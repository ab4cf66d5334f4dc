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

  /** Nothing new is shown, and nothing is waited for. */
  settled() {
    clearTimeout(this.timer);
    this.show("", false);
  }

  /** @param {number} status of the answer; 0 when there is none */
  failed(status) {
    this.say(!status ? "offline" : status === 429 ? "crowded" : status < 500 ? "invalid" : "unavailable");
  }

  /** @param {string} what a text of the element's, that everyone is shown */
  say(what) {
    clearTimeout(this.timer);
    this.show(this.element.dataset[what] ?? "", false);
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
