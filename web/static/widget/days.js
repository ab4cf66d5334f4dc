/**
 * A field for a day that can be typed into. A browser tells of a change at the first digits that
 * make a date (20251015 begins with the year 2), so a change is taken when the field is left, at
 * Enter, or once it rests on a year of four digits.
 */

const REST_MS = 800;
const FOUR_DIGITS = "1000";

/**
 * @param {HTMLInputElement} field
 * @param {() => void} take
 */
export function onDay(field, take) {
  let taken = field.value;
  let timer = 0;
  const isWhole = () => !field.value || field.value >= FOUR_DIGITS;
  const settle = () => {
    clearTimeout(timer);
    // Of a year only the last two digits may have been typed.
    if (/^00/.test(field.value)) field.value = field.value.replace("00", "20");
    if (field.value === taken || !isWhole()) return;
    taken = field.value;
    take();
  };
  const entered = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter") settle();
  };
  const changed = () => {
    clearTimeout(timer);
    if (isWhole()) timer = setTimeout(settle, REST_MS);
  };
  field.addEventListener("input", changed);
  field.addEventListener("blur", settle);
  field.addEventListener("keydown", entered);
}
