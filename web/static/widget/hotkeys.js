/** `/`, and ⌘K on Apple's machines or Ctrl-K on others; never in what somebody writes in. */

const APPLE = /Mac|iP/.test(navigator.platform);
const EDITABLE = "input, textarea, select";

/**
 * @param {KeyboardEvent} event
 */
export function isHotkey(event) {
  // Browsers that fill in a form send key events without a key.
  if (!event.key || event.defaultPrevented) return false;
  const target = event.composedPath()[0];
  if (target instanceof HTMLElement && (target.isContentEditable || target.matches(EDITABLE))) {
    return false;
  }
  const { ctrlKey, metaKey, altKey, shiftKey } = event;
  if (altKey) return false;
  if (event.key === "/") return !ctrlKey && !metaKey;
  const command = APPLE ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  return event.key.toLowerCase() === "k" && command && !shiftKey;
}
