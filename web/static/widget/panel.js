/**
 * The search itself: what is typed → questions to the service → what is shown.
 *
 * One question at a time is the current one; an answer to any other is dropped. Every question
 * settles: in an answer, or in words that say why there is none. While a word is being composed,
 * an answer without hits waits for a rest, since half a word finding nothing says nothing.
 */

import { Client, ServiceError } from "./client.js";
import { Composition, composesAlways } from "./composition.js";
import { Counting } from "./counting.js";
import { element, postAddress, setAttribute } from "./dom.js";
import { Facets } from "./facets.js";
import { Listbox } from "./listbox.js";
import { answerNotice, failureNotice, nothingFoundText, quiet } from "./notice.js";
import { NOTHING, hasFilters, isNothing, toParameters } from "./question.js";
import { RecentSearches } from "./recent.js";
import { newestGroup, postGroup, recentGroup, strip } from "./results.js";
import { buildView } from "./view.js";

/** @typedef {import("./question.js").Question} Question */
/** @typedef {import("./client.js").Answer} Answer */

/** A composition that rests so long is meant as it stands. */
const SETTLED_MS = 1200;
/** Faster answers need no sign that something is going on. */
const SLOW_MS = 400;
/** Screen readers hear the count once typing pauses, not at every letter. */
const ANNOUNCE_MS = 600;
const COMPLETIONS = 3;

export class SearchPanel {
  /**
   * @param {import("./options.js").Options} options
   * @param {import("./texts.js").Texts} texts
   * @param {{
   *   asked: (question: Question) => void,
   *   left: () => void,
   *   tell: (name: string, detail: object) => boolean,
   * }} owner told of each new question, when the visitor follows a link within the page, and of
   *   what pages can listen to; `tell` gives false where the page has taken it over
   */
  constructor(options, texts, owner) {
    this.options = options;
    this.texts = texts;
    this.owner = owner;
    this.view = buildView(options, texts);
    this.client = new Client(options);
    this.recent = new RecentSearches(options.recent);
    this.counting = isCounting ? new Counting(options.service, options.key, "") : null;
    this.composition = new Composition(this.view.input);
    this.listbox = new Listbox(this.view.input, this.view.list);
    this.facets = new Facets(this.view.facets, options, texts, {
      ask: (question) => this.ask(question),
      find: (name, prefix) => this.client.facet(name, this.question, prefix),
    });
    this.question = NOTHING;
    /** @type {Answer | null} */
    this.answer = null;
    /** @type {Answer | null} */
    this.start = null;
    /** That whose completions are shown: of what is being composed, it comes before its hits. @type {Answer | null} */
    this.completing = null;
    this.failure = "";
    this.slow = 0;
    this.announcement = 0;
    this.listen();
    this.render();
  }

  listen() {
    const { input, form, clear, filters, list, root } = this.view;
    for (const change of ["input", "compositionend"]) input.addEventListener(change, () => this.typed());
    input.addEventListener("keydown", (event) => this.pressed(event));
    form.addEventListener("submit", (event) => this.submitted(event));
    clear.addEventListener("click", () => this.take(""));
    filters.addEventListener("click", () => {
      this.showFilters(!root.classList.contains("filtering"));
    });
    // Taking the focus from the box would end the composition and close the phone's keyboard.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    for (const click of /** @type {const} */ (["click", "auxclick"])) {
      list.addEventListener(click, (event) => {
        const link = event.button < 2 && event.target instanceof Element && event.target.closest("a");
        if (link) this.followed(link, event);
      });
    }
  }

  /** The text in the box has changed. */
  typed() {
    const text = this.view.input.value;
    this.view.clear.hidden = !text;
    this.showFilters(false);
    this.composition.typed(
      () => this.complete(text),
      () => this.ask({ ...this.question, text }),
    );
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (this.composition.owns(event)) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.listbox.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && this.listbox.active) {
      event.preventDefault();
      const { ctrlKey, metaKey, shiftKey } = event;
      const click = { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey };
      this.listbox.active.dispatchEvent(new MouseEvent("click", click));
    }
  }

  /** @param {SubmitEvent} event */
  submitted(event) {
    event.preventDefault();
    const text = this.view.input.value;
    const isTouch = composesAlways();
    if (!isTouch && (this.composition.active || this.composition.justEnded(event))) return;
    this.composition.cancel();
    const question = { ...this.question, text };
    if (isNothing(question)) return;
    this.recent.add(text);
    // On a phone the key means "done typing": it puts the keyboard away.
    if (isTouch) this.view.input.blur();
    if (isTouch || !this.options.searchPage) this.ask(question);
    else location.assign(this.searchPage(question));
  }

  /**
   * A result is being opened; if it is a place in this very page, the panel is in its way.
   *
   * @param {HTMLAnchorElement} link
   * @param {MouseEvent} event
   */
  followed(link, event) {
    this.recent.add(this.question.text);
    const id = /** @type {HTMLElement | null} */ (link.closest("[data-id]"))?.dataset.id;
    this.counting?.chosen(this.question.text, id);
    const { href } = link;
    if (!this.owner.tell("select", { id, url: href, query: this.question.text })) event.preventDefault();
    const [page] = location.href.split("#");
    if (href.startsWith(`${page}#`)) this.owner.left();
  }

  /**
   * Puts a text into the box and searches for it.
   *
   * @param {string} text
   */
  take(text) {
    this.composition.cancel();
    this.view.input.value = text;
    this.view.input.focus();
    this.ask({ ...this.question, text });
  }

  /**
   * Shows a question's answer, and the question in the box.
   *
   * @param {Question} question
   */
  async ask(question) {
    if (question.text !== this.view.input.value) this.view.input.value = question.text;
    this.view.clear.hidden = !question.text;
    this.question = question;
    this.owner.asked(question);
    this.wait(true);
    try {
      const answer = isNothing(question) ? null : await this.client.search(question);
      const isOpen = answer && !answer.total && this.composition.active;
      if (isOpen) await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
      if (question !== this.question) return;
      this.answer = this.completing = answer;
      this.failure = "";
      this.counting?.shown(question.text);
      if (answer) this.owner.tell("search", { query: question.text, total: answer.total });
    } catch (error) {
      if (question !== this.question) return;
      if (!(error instanceof ServiceError)) throw error;
      this.failure = error.message;
    }
    this.render();
    this.wait(false);
  }

  /**
   * Says that something is going on, where an answer does not come at once.
   *
   * @param {boolean} waiting
   */
  wait(waiting) {
    clearTimeout(this.slow);
    this.view.root.classList.toggle("busy", waiting);
    if (!waiting) return;
    this.slow = setTimeout(() => {
      this.view.count.textContent = this.view.status.textContent = this.texts.get("searching");
    }, SLOW_MS);
  }

  /**
   * Shows completions of a word that is still being composed; the results stay as they are.
   *
   * @param {string} text
   */
  async complete(text) {
    const answer = await this.client.search({ ...this.question, text }, "complete").catch(() => null);
    if (!this.composition.active || text !== this.view.input.value) return;
    this.completing = answer;
    this.render();
  }

  /** What is shown before anything is typed; asked for once the box is used. */
  async welcome() {
    if (!this.options.start || this.start) return;
    this.start = await this.client.start();
    if (this.start && isNothing(this.question) && !this.listbox.active) this.render();
  }

  render() {
    const { notice, count, foot } = this.view;
    this.listbox.show(...this.groups());
    const messages = this.messages();
    this.keepingFocus(notice, () => notice.replaceChildren(...messages));
    notice.hidden = !messages.length;
    count.textContent = this.headline();
    this.facets.show(this.question, this.answer?.facets ?? {});
    this.view.filters.hidden = !this.answer;
    this.keepingFocus(foot, () => foot.replaceChildren(...this.ends()));
    this.view.root.classList.toggle("asked", Boolean(this.answer));
    this.announce();
    this.expand(!this.view.panel.hidden);
  }

  /**
   * A button that has gone, once pressed, hands the focus to the box.
   *
   * @param {HTMLElement} place
   * @param {() => void} change
   */
  keepingFocus(place, change) {
    const root = /** @type {ShadowRoot | Document} */ (place.getRootNode());
    const had = place.contains(root.activeElement);
    change();
    if (had && !place.contains(root.activeElement)) this.view.input.focus();
  }

  groups() {
    const { texts, options, answer } = this;
    const take = (/** @type {string} */ text) => this.take(text);
    if (isNothing(this.question)) {
      const recent = this.recent.all();
      const newest = this.start?.hits ?? [];
      return [
        this.strip(),
        ...(recent.length ? [recentGroup(recent, texts, take)] : []),
        ...(newest.length ? [newestGroup(newest, texts, options.baseUrl)] : []),
      ];
    }
    const hits = this.failure ? [] : (answer?.hits ?? []);
    return [this.strip(), ...hits.map((hit) => postGroup(hit, texts, options))];
  }

  /** Completions of what is typed; before anything is, tags. */
  strip() {
    const { texts, completing, options } = this;
    const typed = this.view.input.value.trim();
    if (typed) {
      // Titles stand among the results already, unless those are for other words.
      const areShown = this.answer?.total && !this.composition.active;
      const completions = completing?.suggestions.completions ?? [];
      const others = completions.filter(({ kind, text }) => text !== typed && !(areShown && kind === "title"));
      const choices = others.slice(0, COMPLETIONS).map((one) => ({
        text: one.text,
        href: one.url && postAddress(one, options.baseUrl),
        take: () => this.take(one.text),
      }));
      return strip(texts.get("suggestions"), choices);
    }
    const tags = hasFilters(this.question) ? [] : (this.start?.facets.tag ?? []);
    const choices = tags.map(({ value }) => ({
      text: value,
      isTag: true,
      take: () => this.ask({ ...NOTHING, filters: { tag: [value] } }),
    }));
    return strip(texts.get("popular"), choices);
  }

  messages() {
    const { texts, question } = this;
    if (this.failure) return failureNotice(this.failure, texts, () => this.ask({ ...question }));
    if (!this.answer) return [];
    const clear = () => {
      this.view.input.focus();
      this.ask({ ...NOTHING, text: question.text });
    };
    return answerNotice(question, this.answer, texts, (text) => this.take(text), clear);
  }

  headline() {
    if (this.failure) return "";
    if (!this.answer) return this.texts.get("hint");
    return this.answer.total ? this.texts.count("count", this.answer.total) : "";
  }

  /** What stands below the results. */
  ends() {
    const { texts, answer, options } = this;
    const keys = element("span", { class: "keys", "aria-hidden": "true" }, texts.get("keys"));
    if (answer && !this.failure) {
      const href = answer.total && options.searchPage ? this.searchPage(this.question) : "";
      const onclick = () => this.recent.add(this.question.text);
      const all = href && element("a", { class: "all", part: "all", href, onclick }, texts.count("all", answer.total));
      return [keys, all, this.back(answer.total)];
    }
    if (answer || !this.recent.all().length) return [keys];
    const forget = () => {
      this.recent.write([]);
      this.render();
    };
    return [keys, quiet(texts.get("forget"), forget)];
  }

  /**
   * Leads from the filters back to the results, where there is no room for both.
   *
   * @param {number} total
   */
  back(total) {
    const onclick = () => {
      this.showFilters(false);
      this.view.filters.focus();
    };
    const attributes = { type: "button", class: "all shut", onclick };
    return element("button", attributes, this.texts.count("show", total));
  }

  announce() {
    clearTimeout(this.announcement);
    const text = this.announced();
    this.announcement = setTimeout(() => {
      this.view.status.textContent = text;
    }, ANNOUNCE_MS);
  }

  announced() {
    if (this.failure) return this.texts.get(`error.${this.failure}`);
    if (!this.answer) return "";
    return this.headline() || nothingFoundText(this.question, this.texts);
  }

  /** @param {boolean} shown in place of the results, where there is no room for both */
  showFilters(shown) {
    this.view.root.classList.toggle("filtering", shown);
    this.view.filters.setAttribute("aria-expanded", String(shown));
  }

  /** @param {boolean} open */
  expand(open) {
    this.view.panel.hidden = !open;
    const expanded = open && this.listbox.options().length > 0;
    setAttribute(this.view.input, "aria-expanded", String(expanded));
    this.view.root.classList.toggle("open", open);
  }

  /** @param {Question} question */
  searchPage(question) {
    const page = new URL(this.options.searchPage, location.href);
    const parameters = toParameters(question);
    if (this.options.site) parameters.set("site", this.options.site);
    for (const [name, value] of parameters) page.searchParams.append(name, value);
    return page.href;
  }
}
