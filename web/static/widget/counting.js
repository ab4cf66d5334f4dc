/**
 * Tells the service what was searched for and what was chosen, where its owner counts that: the
 * words and the post alone, without a cookie or anything else that says who asks.
 *
 * Half a word is no search. So what is asked while somebody types says `counted=0`, and the
 * search counts once typing has rested, or as soon as a result is opened.
 */

const RESTED_MS = 2000;

export class Counting {
  /**
   * @param {string} service where the service is, without a slash at the end
   * @param {string} key
   * @param {string} counted what has been counted already
   */
  constructor(service, key, counted) {
    this.service = service;
    this.key = key;
    this.counted = counted.trim();
    this.timer = 0;
  }

  /** @param {string} text what is answered on the screen */
  shown(text) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.searched(text), RESTED_MS);
  }

  /** @param {string} text */
  searched(text) {
    clearTimeout(this.timer);
    const q = text.trim();
    if (!q || q === this.counted) return;
    this.counted = q;
    this.send(`search?${new URLSearchParams({ q, per_page: "1", facets: "" })}`);
  }

  /**
   * @param {string} text
   * @param {string | undefined} id of the post
   */
  chosen(text, id) {
    this.searched(text);
    if (text.trim() && id) this.send("clicks", JSON.stringify({ q: text.trim(), id }));
  }

  /**
   * Sends without waiting, also when the page is being left. A body without a type of its own
   * needs no preflight request.
   *
   * @param {string} path
   * @param {string} [body]
   */
  send(path, body) {
    /** @type {Record<string, string>} */
    const headers = this.key ? { "X-API-Key": this.key } : {};
    const method = body ? "POST" : "GET";
    const how = /** @type {const} */ ({ credentials: "omit", cache: "no-store", keepalive: true });
    fetch(`${this.service}/api/v1/${path}`, { method, body, headers, ...how }).catch(() => {});
  }
}
