/**
 * The visitor's last searches, kept in their own browser and sent nowhere. Only when the site
 * allows it; a browser that refuses storage is as if there were none.
 */

const KEY = "sakuin:recent";
const KEPT = 6;

export class RecentSearches {
  /** @param {boolean} allowed */
  constructor(allowed) {
    this.allowed = allowed;
  }

  /** @returns {string[]} the last one first */
  all() {
    if (!this.allowed) return [];
    try {
      return [...JSON.parse(localStorage.getItem(KEY) ?? "[]")].map(String);
    } catch {
      return [];
    }
  }

  /** @param {string} text */
  add(text) {
    const trimmed = text.trim();
    if (!trimmed) return;
    this.write([trimmed, ...this.all().filter((other) => other !== trimmed)].slice(0, KEPT));
  }

  /** @param {string[]} texts what is kept instead */
  write(texts) {
    if (!this.allowed) return;
    try {
      localStorage.setItem(KEY, JSON.stringify(texts));
    } catch {
      this.allowed = false;
    }
  }
}
