/**
 * Asks the service: one request a key stroke, whose answer holds hits, facets and completions. A
 * newer question of the same kind aborts the older one, so answers cannot overtake each other;
 * answers are kept for a minute, so that deleting a letter costs nothing.
 * No cookies are sent, and no headers of our own unless the service wants a key: so the browser
 * needs no preflight request.
 */

import { NOTHING, toParameters } from "./question.js";

/** @typedef {import("./question.js").Question} Question */
/** @typedef {{title: string, url: string, link: string, snippet: string, fragment: string}} Section */
/**
 * @typedef {object} Hit
 * @property {string} id
 * @property {string} url within its site
 * @property {string} link with the address of its site, where that is known
 * @property {string} image a path on the site or a whole address, or empty
 * @property {string} title
 * @property {string | null} date
 * @property {string} lang a BCP 47 tag, or empty
 * @property {string[]} tags
 * @property {{title: string}} highlight
 * @property {string[]} snippets
 * @property {string} fragment where the first snippet stands, as a text fragment; or empty
 * @property {Section[]} sections
 */
/** @typedef {{value: string, count: number}} FacetValue */
/**
 * @typedef {object} Answer
 * @property {number} total
 * @property {Hit[]} hits
 * @property {Record<string, FacetValue[]>} facets
 * @property {{relaxed: string | null}} interpreted
 * @property {{did_you_mean: string | null, completions?: Suggestion[]}} suggestions
 */
/**
 * @typedef {object} Suggestion
 * @property {string} text
 * @property {string} kind
 * @property {string | null} url
 * @property {string | null} link
 * @property {number} count
 */

const KEPT_MS = 60_000;
const KEPT_ANSWERS = 100;
/** Whoever waits longer has given up. */
const PATIENCE_MS = 10_000;
const STARTING_POSTS = 3;
const STARTING_TAGS = 8;
/** Values shown of a facet; one more is asked for, to know whether there are more. */
export const SHOWN_VALUES = 8;
const FOUND_VALUES = 20;

/** A failure that the visitor is told of; its message is the end of a text's key. */
export class ServiceError extends Error {}

/** Shared by all boxes of a page, and by a box that is built anew. @type {Map<string, {at: number, body: any}>} */
const kept = new Map();

export class Client {
  /** @param {import("./options.js").Options} options */
  constructor(options) {
    this.options = options;
    /** @type {Record<string, AbortController>} */
    this.running = {};
  }

  /**
   * @param {Question} question
   * @param {string} [kind] "complete" for a word that is still being composed: once it is chosen,
   *   its answer is there, in most cases
   * @returns {Promise<Answer | null>} null when a newer question of that kind was asked meanwhile
   */
  async search(question, kind = "search") {
    if (question.from && question.to && question.from > question.to) throw new ServiceError("days");
    const { facets, results } = this.options;
    const wanted = { per_page: results, facets: facets.join(), facet_limit: SHOWN_VALUES + 1, complete: 1 };
    return this.ask(kind, question, wanted);
  }

  /**
   * What is shown while nothing is asked for: the newest posts, and the most used tags.
   *
   * @returns {Promise<Answer | null>}
   */
  start() {
    const wanted = { per_page: STARTING_POSTS, facet_limit: STARTING_TAGS, facets: "tag" };
    return this.ask("start", NOTHING, wanted).catch(() => null);
  }

  /**
   * The values of a facet that contain what is typed, among the hits of a question.
   *
   * @param {string} name
   * @param {Question} question
   * @param {string} containing
   * @returns {Promise<FacetValue[] | null>}
   */
  async facet(name, question, containing) {
    const wanted = { containing, per_page: FOUND_VALUES };
    const answer = await this.ask(`facets/${name}`, question, wanted).catch(() => null);
    return answer?.values ?? null;
  }

  /**
   * @param {string} kind
   * @param {Question} question
   * @param {Record<string, string | number>} wanted further parameters
   * @returns {Promise<any>}
   */
  async ask(kind, question, wanted) {
    const { service, site, key } = this.options;
    const isSearch = !kind.includes("/");
    const parameters = toParameters(question);
    if (site) parameters.set("site", site);
    for (const [name, value] of Object.entries(wanted)) parameters.set(name, String(value));
    if (isCounting && isSearch) parameters.set("counted", "0");
    const address = `${service}/api/v1/${isSearch ? "search" : kind}?${parameters}`;
    this.running[kind]?.abort();
    const running = (this.running[kind] = new AbortController());
    const known = kept.get(address);
    if (known && Date.now() - known.at < KEPT_MS) return known.body;
    let late = false;
    const timer = setTimeout(() => running.abort((late = true)), PATIENCE_MS);
    try {
      const body = await fetchJson(address, key, running.signal);
      keep(address, body);
      return running.signal.aborted ? null : body;
    } catch (error) {
      if (late) throw new ServiceError("busy");
      if (running.signal.aborted) return null;
      throw error instanceof ServiceError ? error : new ServiceError("offline");
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * @param {string} address
 * @param {any} body
 */
function keep(address, body) {
  kept.delete(address);
  kept.set(address, { at: Date.now(), body });
  const [oldest] = kept.keys();
  if (kept.size > KEPT_ANSWERS) kept.delete(oldest);
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
  const { status } = response;
  throw new ServiceError(status === 429 ? "busy" : status < 500 ? "invalid" : "unavailable");
}
