/**
 * Asks the service. A newer question of the same kind aborts the older one, so answers cannot
 * overtake each other; answers are kept for a minute, so that deleting a letter costs nothing.
 * No cookies are sent, and no headers of our own unless the service wants a key: so the browser
 * needs no preflight request.
 */

import { toParameters } from "./question.js";

/** @typedef {import("./question.js").Question} Question */
/** @typedef {{title: string, url: string, snippet: string}} Section */
/**
 * @typedef {object} Hit
 * @property {string} id
 * @property {string} url
 * @property {string} title
 * @property {string | null} date
 * @property {string} lang a BCP 47 tag, or empty
 * @property {string[]} tags
 * @property {{title: string}} highlight
 * @property {string[]} snippets
 * @property {Section[]} sections
 */
/** @typedef {{value: string, count: number, selected: boolean}} FacetValue */
/**
 * @typedef {object} Answer
 * @property {number} total
 * @property {Hit[]} hits
 * @property {Record<string, FacetValue[]>} facets
 * @property {{relaxed: string | null}} interpreted
 * @property {{did_you_mean: string | null}} suggestions
 */
/**
 * @typedef {object} Suggestion
 * @property {string} text
 * @property {string} highlight
 * @property {string} kind
 * @property {string | null} url
 * @property {number} count
 */

const KEPT_MS = 60_000;
const KEPT_ANSWERS = 100;

/** A failure that the visitor is told of; `reason` is the end of a text's key. */
export class ServiceError extends Error {
  /** @param {"offline" | "unavailable" | "busy" | "invalid"} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

export class Client {
  /** @param {import("./options.js").Options} options */
  constructor(options) {
    this.options = options;
    /** @type {Map<string, {at: number, body: any}>} */
    this.kept = new Map();
    /** @type {Record<string, AbortController>} */
    this.running = {};
  }

  /**
   * @param {Question} question
   * @returns {Promise<Answer | null>} null when a newer question was asked meanwhile
   */
  search(question) {
    const parameters = toParameters(question);
    const { facets, results, site } = this.options;
    if (site) parameters.set("site", site);
    parameters.set("per_page", String(results));
    parameters.set("facets", facets.join(","));
    parameters.set("facet_limit", "20");
    if (isCounting) parameters.set("counted", "0");
    return this.ask("search", parameters);
  }

  /**
   * @param {string} text
   * @returns {Promise<Suggestion[] | null>}
   */
  async suggest(text) {
    const answer = await this.ask("suggest", new URLSearchParams({ q: text, limit: "6" }));
    return answer && answer.suggestions;
  }

  /**
   * @param {string} kind
   * @param {URLSearchParams} parameters
   */
  async ask(kind, parameters) {
    this.running[kind]?.abort();
    const running = (this.running[kind] = new AbortController());
    const address = `${this.options.service}/api/v1/${kind}?${parameters}`;
    const kept = this.kept.get(address);
    if (kept && Date.now() - kept.at < KEPT_MS) return kept.body;
    try {
      const body = await fetchJson(address, this.options.key, running.signal);
      this.keep(address, body);
      return running.signal.aborted ? null : body;
    } catch (error) {
      if (running.signal.aborted) return null;
      throw error instanceof ServiceError ? error : new ServiceError("offline");
    }
  }

  /**
   * @param {string} address
   * @param {any} body
   */
  keep(address, body) {
    this.kept.delete(address);
    this.kept.set(address, { at: Date.now(), body });
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT_ANSWERS) this.kept.delete(oldest);
  }
}

/**
 * @param {string} address
 * @param {string} key
 * @param {AbortSignal} signal
 */
async function fetchJson(address, key, signal) {
  /** @type {Record<string, string>} */
  const headers = key ? { "X-API-Key": key } : {};
  const response = await fetch(address, { signal, headers, credentials: "omit" });
  if (response.ok) return response.json();
  if (response.status === 429) throw new ServiceError("busy");
  throw new ServiceError(response.status < 500 ? "invalid" : "unavailable");
}
