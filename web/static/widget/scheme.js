/**
 * Light or dark: as the page is behind the box. The device does not tell, since many pages have
 * no dark colours, or a switch of their own.
 */

const dark = matchMedia("(prefers-color-scheme: dark)");

/**
 * Whether what stands behind an element is dark.
 *
 * @param {Element} element
 */
export function isOnDark(element) {
  for (let at = /** @type {Element | null} */ (element); at; at = parent(at)) {
    const colour = getComputedStyle(at).backgroundColor.match(/^rgba?\((.+)\)$/);
    const [red, green, blue, opacity = 1] = (colour?.[1] ?? "0,0,0,0").split(",").map(Number);
    if (opacity > 0.5) return 0.21 * red + 0.72 * green + 0.07 * blue < 128;
  }
  const { colorScheme } = getComputedStyle(document.documentElement);
  return colorScheme.includes("dark") && (dark.matches || !colorScheme.includes("light"));
}

/**
 * Calls `change` now, and whenever the page may have got other colours.
 *
 * @param {() => void} change
 * @param {AbortSignal} signal ends that
 */
export function watchColours(change, signal) {
  const switched = new MutationObserver(change);
  for (const part of [document.documentElement, document.body]) {
    switched.observe(part, { attributes: true });
    // Colours that fade are at their old values when the switch is thrown.
    part.addEventListener("transitionend", change, { signal });
  }
  dark.addEventListener("change", change, { signal });
  signal.addEventListener("abort", () => switched.disconnect());
  change();
}

/** @param {Element} element */
function parent(element) {
  const root = element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}
