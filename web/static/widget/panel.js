/**
 * The search itself: what is typed → questions to the service → what is shown.
 *
 * One question at a time is the current one; an answer to any other is dropped. While a word is
 * being composed, an answer without hits is dropped too: half a word finding nothing says nothing.
 */

import { Client, ServiceError } from "./client.js";
import { Composition, composesAlways } from "./composition.js";
import { Counting } from "./counting.js";
import { element, setAttribute } from "./dom.js";
import { facetGroups } from "./facets.js";
import { Listbox } from "./listbox.js";
import { answerNotice, failureNotice, nothingFoundText, quiet } from "./notice.js";
import { NOTHING, isNothing, toParameters } from "./question.js";
import { RecentSearches } from "./recent.js";
import { postGroup, recentGroup, suggestionGroup } from "./results.js";
import { buildView } from "./view.js";

/** @typedef {import("./question.js").Question} Question */
/** @typedef {import("./client.js").Answer} Answer */
/** @typedef {import("./client.js").Suggestion} Suggestion */

/** Long enough to skip the letters of a fast typist, short enough to feel immediate. */
const DELAY_MS = 20;
/** Touch keyboards report every stroke of a word being composed. */
const COMPOSING_DELAY_MS = 200;
/** Results do not wait longer for suggestions. */
const SUGGESTIONS_MS = 30;
/** Screen readers hear the count once typing pauses, not at every letter. */
const ANNOUNCE_MS = 600;
const SUGGESTIONS_ABOVE_RESULTS = 3;

export class SearchPanel {
  /**
   * @param {import("./options.js").Options} options
   * @param {import("./texts.js").Texts} texts
   * @param {{asked: (question: Question) => void, left: () => void}} owner told of each new
   *   question, and when the visitor follows a link within the page
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
    this.question = NOTHING;
    /** @type {Answer | null} */
    this.answer = null;
    /** @type {Suggestion[]} */
    this.suggestions = [];
    this.failure = "";
    this.timer = 0;
    this.announcement = 0;
    this.listen();
    this.render();
  }

  listen() {
    const { input, form, clear, filters, list, root } = this.view;
    input.addEventListener("input", () => this.typed(DELAY_MS));
    // Whoever has chosen a word has finished it.
    input.addEventListener("compositionend", () => this.typed(0));
    input.addEventListener("keydown", (event) => this.pressed(event));
    form.addEventListener("submit", (event) => this.submitted(event));
    clear.addEventListener("click", () => this.take(""));
    filters.addEventListener("click", () => {
      this.showFilters(!root.classList.contains("filtering"));
    });
    // Taking the focus from the box would end the composition and close the phone's keyboard.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    for (const click of ["click", "auxclick"]) {
      list.addEventListener(click, (event) => {
        const link = event.target instanceof Element && event.target.closest("a");
        if (link) this.followed(link);
      });
    }
  }

  /**
   * The text in the box has changed.
   *
   * @param {number} delay how long more typing is waited for
   */
  typed(delay) {
    clearTimeout(this.timer);
    const text = this.view.input.value;
    const permission = this.composition.permission();
    this.view.clear.hidden = !text;
    this.showFilters(false);
    if (permission === "suggest") this.timer = setTimeout(() => this.suggest(text), delay);
    if (permission !== "search") return;
    const wait = this.composition.active ? COMPOSING_DELAY_MS : delay;
    this.timer = setTimeout(() => this.ask({ ...this.question, text }), wait);
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
    if (this.composition.active || this.composition.justEnded(event)) return;
    clearTimeout(this.timer);
    const question = { ...this.question, text: this.view.input.value };
    if (isNothing(question)) return;
    this.recent.add(question.text);
    // On a phone the key means "done typing": it puts the keyboard away.
    if (composesAlways()) this.view.input.blur();
    if (composesAlways() || !this.options.searchPage) this.ask(question);
    else location.assign(this.searchPage(question));
  }

  /**
   * A result is being opened; if it is a place in this very page, the panel is in its way.
   *
   * @param {HTMLAnchorElement} link
   */
  followed(link) {
    this.recent.add(this.question.text);
    const post = /** @type {HTMLElement | null} */ (link.closest(".post"));
    this.counting?.chosen(this.question.text, post?.dataset.id);
    const [page] = location.href.split("#");
    if (link.href.startsWith(`${page}#`)) this.owner.left();
  }

  /**
   * Puts a text into the box and searches for it.
   *
   * @param {string} text
   */
  take(text) {
    clearTimeout(this.timer);
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
    this.view.root.classList.add("busy");
    try {
      const suggestions = this.completions(question.text);
      const answer = isNothing(question) ? null : await this.client.search(question);
      const completed = await suggestions;
      if (question !== this.question || (!answer && !isNothing(question))) return;
      if (answer && !answer.total && this.composition.active) return;
      this.answer = answer;
      this.suggestions = completed;
      this.failure = "";
      this.counting?.shown(question.text);
    } catch (error) {
      if (question !== this.question) return;
      if (!(error instanceof ServiceError)) throw error;
      this.failure = error.reason;
    }
    this.view.root.classList.remove("busy");
    this.render();
  }

  /**
   * Shows completions above the results, which stay as they are.
   *
   * @param {string} text
   */
  async suggest(text) {
    const suggestions = await this.client.suggest(text).catch(() => null);
    if (!suggestions || text !== this.view.input.value) return;
    this.suggestions = suggestions;
    this.render();
  }

  /**
   * Completions to show above results; none rather than late ones.
   *
   * @param {string} text
   * @returns {Promise<Suggestion[]>}
   */
  async completions(text) {
    if (!text.trim()) return [];
    const late = new Promise((resolve) => setTimeout(resolve, SUGGESTIONS_MS, null));
    const found = await Promise.race([this.client.suggest(text).catch(() => null), late]);
    const others = (found ?? []).filter(
      (/** @type {Suggestion} */ { kind, text: other }) => kind !== "title" && other !== text.trim(),
    );
    return others.slice(0, SUGGESTIONS_ABOVE_RESULTS);
  }

  render() {
    const { notice, count, foot } = this.view;
    const messages = this.messages();
    notice.hidden = !messages.length;
    notice.replaceChildren(...messages);
    count.textContent = this.headline();
    this.listbox.show(...this.groups());
    this.renderFacets();
    foot.replaceChildren(...this.ends());
    this.view.root.classList.toggle("asked", Boolean(this.answer));
    this.announce();
    this.expand(!this.view.panel.hidden);
  }

  groups() {
    const { texts, options } = this;
    const take = (/** @type {string} */ text) => this.take(text);
    const recent = isNothing(this.question) && !this.suggestions.length ? this.recent.all() : [];
    const hits = this.failure ? [] : (this.answer?.hits ?? []);
    return [
      ...(recent.length ? [recentGroup(recent, texts, take)] : []),
      ...(this.suggestions.length
        ? [suggestionGroup(this.suggestions, texts, options.baseUrl, take)]
        : []),
      ...hits.map((hit) => postGroup(hit, texts, options.baseUrl)),
    ];
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

  renderFacets() {
    const { facets } = this.view;
    const root = /** @type {ShadowRoot} */ (facets.getRootNode());
    const focused = facets.contains(root.activeElement) ? root.activeElement : null;
    const key = focused?.getAttribute("data-key");
    const ask = (/** @type {Question} */ question) => this.ask(question);
    const groups = this.answer
      ? facetGroups(this.question, this.answer.facets, this.options, this.texts, ask)
      : [];
    facets.replaceChildren(...groups);
    this.view.filters.hidden = !groups.length;
    if (!focused) return;
    const again = key ? facets.querySelector(`[data-key="${CSS.escape(key)}"]`) : null;
    (again instanceof HTMLElement ? again : this.view.input).focus();
  }

  /** What stands below the results. */
  ends() {
    const { texts, answer, options } = this;
    if (answer?.total && options.searchPage && !this.failure) {
      const href = this.searchPage(this.question);
      const onclick = () => this.recent.add(this.question.text);
      return [
        element("a", { class: "all", href, onclick }, texts.count("all", answer.total)),
        this.back(answer.total),
      ];
    }
    if (!isNothing(this.question) || !this.recent.all().length) return [];
    const forget = () => {
      this.recent.clear();
      this.render();
      this.view.input.focus();
    };
    return [quiet(texts.get("forget"), forget)];
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
    if (this.answer.total) return this.texts.count("count", this.answer.total);
    return nothingFoundText(this.question, this.texts);
  }

  /** @param {boolean} shown in place of the results, where there is no room for both */
  showFilters(shown) {
    this.view.root.classList.toggle("filtering", shown);
    this.view.filters.setAttribute("aria-expanded", String(shown));
  }

  /** @param {boolean} open */
  expand(open) {
    this.view.panel.hidden = !open;
    const expanded = open && !this.view.list.hidden;
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
