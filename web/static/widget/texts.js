/** The widget's texts: the catalogue's in the visitor's language, or the site owner's own. */

import { catalogue, languages } from "./resources.js";

export class Texts {
  /**
   * @param {string} language a BCP 47 tag; those without a catalogue get English
   * @param {Record<string, string>} replaced the site owner's own texts, by the same keys
   */
  constructor(language, replaced) {
    const primary = language.toLowerCase().split("-")[0];
    this.language = languages.includes(primary) ? primary : "en";
    this.column = languages.indexOf(this.language);
    this.replaced = replaced;
  }

  /** @param {string} key */
  find(key) {
    return this.replaced[key] ?? catalogue[key]?.[this.column];
  }

  /**
   * @param {string} key
   * @param {Record<string, string | number>} [values] for the `{names}` in the text
   */
  get(key, values = {}) {
    return String(this.find(key) ?? "").replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  }

  /**
   * What a field is called.
   *
   * @param {string} name
   */
  field(name) {
    return this.replaced[`facet.${name}`] ?? fieldTable[name][this.column];
  }

  /**
   * A value of a field as it is shown: はい for `true`.
   *
   * @param {string} name
   * @param {string} value
   */
  value(name, value) {
    return fieldTable[name][languages.length] ? this.get(`value.${value}`) : value;
  }

  /**
   * A text with a number, in the form that the number asks for.
   *
   * @param {string} key
   * @param {number} count
   */
  count(key, count) {
    const form = count === 1 && this.find(`${key}.one`) ? "one" : "other";
    return this.get(`${key}.${form}`, { count: count.toLocaleString("en") });
  }

  /**
   * `2025-10-30T22:03:02+09:00` → `2025年10月30日`: the day that the author wrote, not the
   * visitor's time zone's.
   *
   * @param {string} date
   */
  day(date) {
    const locale = this.language === "ja" ? "ja-JP" : "en-GB";
    return new Date(date.slice(0, 10)).toLocaleDateString(locale, { dateStyle: "long", timeZone: "UTC" });
  }
}
