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

export class Composition {
  /** @param {HTMLElement} input the text box to listen to */
  constructor(input) {
    this.active = false;
    this.text = "";
    this.endedAt = -Infinity;
    this.typedAt = 0;
    this.touch = false;
    this.timer = 0;
    /** What is done once nothing more has come. @type {(() => void) | null} */
    this.pending = null;
    input.addEventListener("compositionstart", () => {
      // The word before is finished: however soon this one begins, it is searched for.
      this.flush();
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
   * Does what may be done with what stands in the box now that something has been typed: at once,
   * unless the stroke before was a moment ago. What was to be done for that one is dropped.
   *
   * @param {() => void} complete shows completions
   * @param {() => void} search
   */
  typed(complete, search) {
    const now = performance.now();
    let delay = now - this.typedAt < CLOSE_MS ? CLOSE_MS : 0;
    this.typedAt = now;
    this.pending = search;
    if (this.active) {
      if (HALF_TYPED.test(this.text)) this.cancel();
      else if (this.touch || composesAlways()) delay = COMPOSING_MS;
      else this.pending = complete;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  /** Does at once what is pending. */
  flush() {
    const { pending } = this;
    this.cancel();
    pending?.();
  }

  cancel() {
    this.pending = null;
  }
}

/** Whether the device's main keyboard is on the screen: those compose even Latin words. */
export function composesAlways() {
  return matchMedia("(pointer: coarse)").matches || ANDROID;
}
