/** Narrows a long list of values to those that contain what is typed above it. */

/** @param {HTMLInputElement} field */
export function find(field) {
  const wanted = folded(field.value);
  for (const item of field.parentElement?.querySelectorAll("li") ?? []) {
    const value = item.querySelector("input")?.value ?? "";
    item.hidden = !folded(value).includes(wanted);
  }
}

/**
 * Spellings of one value made one: `ＡＩ` and `ai`.
 *
 * @param {string} text
 */
function folded(text) {
  return text.normalize("NFKC").toLowerCase().trim();
}
