/**
 * What an input method is doing, and what may be done meanwhile.
 *
 * While a word is being converted, Enter and Escape belong to the input method. Three signs say
 * so, since no browser gives all of them: `isComposing`, the key code 229, and, for Safari, which
 * ends the composition just before it sends the Enter that ended it, the same moment in time.
 *
 * What is typed meanwhile is not yet what is meant:
 *
 * | keyboard | composition | done |
 * |---|---|---|
 * | hardware | にんしょう, 認証 | completions; the results stay, since the word is still open |
 * | hardware | n, にんsh, ｎ | nothing: half a letter |
 * | touch | にんしょう, 認証, open | a search, since such keyboards compose all the time |
 * | touch | n, にんsh, ｎ | nothing |
 *
 * A search during composition never shows "no results" (see panel.js): the word is not finished.
 */

/** What comes so close upon another stroke is waited for: repeated keys, several at once. */
const CLOSE_MS = 20;
/** Touch keyboards report every stroke of a word being composed. */
const COMPOSING_MS = 200;
/** Safari's Enter follows its compositionend within a few ms; nobody types that fast. */
const SAME_MOMENT_MS = 40;

const ANDROID = /Android/.test(navigator.userAgent);

/**
 * A consonant by itself, kana followed by Latin letters, or a full-width Latin letter at the end: a
 * syllable half typed.
 */
const HALF_TYPED = /^[^\Waeiou]$|[ぁ-ヿ][a-z]+$|[ａ-ｚ]$/i;

/** @typedef {"nothing" | "complete" | "search"} Permission */

export class Composition {
  /** @param {HTMLElement} input the text box to listen to */
  constructor(input) {
    this.active = false;
    this.text = "";
    this.endedAt = -Infinity;
    this.typedAt = 0;
    this.touch = false;
    input.addEventListener("compositionstart", () => {
      this.active = true;
      this.text = "";
    });
    input.addEventListener("compositionupdate", (event) => {
      this.text = event.data;
    });
    input.addEventListener("compositionend", (event) => {
      this.active = false;
      this.endedAt = event.timeStamp;
      // Whoever has chosen a word has finished it.
      this.typedAt = 0;
    });
    input.addEventListener("keydown", (event) => {
      // Virtual keyboards send 229 for every key, and name no physical one.
      if (event.keyCode === 229) this.touch = event.code === "";
    });
  }

  /**
   * Whether a key press is the input method's.
   *
   * @param {KeyboardEvent} event
   */
  owns(event) {
    return this.active || event.isComposing || event.keyCode === 229 || this.justEnded(event);
  }

  /**
   * Whether the composition ended in the moment of this event.
   *
   * @param {Event} event
   */
  justEnded(event) {
    return !ANDROID && event.timeStamp - this.endedAt < SAME_MOMENT_MS;
  }

  /**
   * What may be done with what stands in the box now that something has been typed, and after how
   * many milliseconds without more: at once, unless the stroke before was a moment ago.
   *
   * @returns {[Permission, number]}
   */
  permission() {
    const now = performance.now();
    const delay = now - this.typedAt < CLOSE_MS ? CLOSE_MS : 0;
    this.typedAt = now;
    if (!this.active) return ["search", delay];
    if (HALF_TYPED.test(this.text)) return ["nothing", 0];
    return this.touch || composesAlways() ? ["search", COMPOSING_MS] : ["complete", delay];
  }
}

/** Whether the device's main keyboard is on the screen: those compose even Latin words. */
export function composesAlways() {
  return matchMedia("(pointer: coarse)").matches || ANDROID;
}
