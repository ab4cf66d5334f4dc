/**
 * Light or dark: as the page is behind the box. The device does not tell, since many pages have
 * no dark colours, or a switch of their own. Colours are read by the browser, so that every
 * notation counts that it knows: names, `oklch()`, `color-mix()`, the stops of gradients.
 */

/** @typedef {number[]} Colour red, green, blue and opacity, 0 to 1 */

const dark = matchMedia("(prefers-color-scheme: dark)");
const probe = document.createElement("i");
/** As computed styles write colours. */
const COLOUR = /(?:rgb|hs|hwb|lab|lch|okl|color)\w*\([^()]*\)/g;
/** The luminance of middle grey: below it, a page is dark. */
const GREY = 0.2;
/** WCAG's least contrast of text. */
const CONTRAST = 4.5;

/**
 * What a colour is in sRGB.
 *
 * @param {string} colour as CSS writes it
 * @param {Element} near an element of the page, in whose style it holds
 * @returns {Colour}
 */
export function readColour(colour, near) {
  probe.style.color = `color-mix(in srgb, ${colour}, ${colour})`;
  (near.shadowRoot ?? near).append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  const [red = 0, green = 0, blue = 0, opacity = 1] = (color.match(/[-\d.e]*\d/g) ?? []).map(Number);
  const one = color.startsWith("rgb") ? 255 : 1;
  return [red / one, green / one, blue / one, opacity];
}

/**
 * Whether what stands behind an element is dark.
 *
 * @param {Element} element
 */
export function isOnDark(element) {
  /** @type {[number, number][]} */
  const layers = [];
  for (let at = /** @type {Element | null} */ (element); at && !layers.some(isOpaque); at = parent(at)) {
    const { backgroundColor, backgroundImage } = getComputedStyle(at);
    for (const layer of [backgroundImage, backgroundColor]) {
      const stops = (layer.match(COLOUR) ?? []).map((stop) => readColour(stop, element));
      if (stops.length) layers.push([mean(stops.map(luminance)), mean(stops.map((stop) => stop[3]))]);
    }
  }
  const { colorScheme } = getComputedStyle(document.documentElement);
  const isDark = colorScheme.includes("dark") && (dark.matches || !colorScheme.includes("light"));
  const below = layers.reduceRight((under, [light, opacity]) => {
    return light * opacity + under * (1 - opacity);
  }, isDark ? 0 : 1);
  return below < GREY;
}

/** @param {[number, number]} layer luminance and opacity */
function isOpaque(layer) {
  return layer[1] > 0.99;
}

/** @param {number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value) / values.length;
}

/**
 * An accent that can be read on a background, which also can be read on it: the owner's own, or
 * one as near to it as that allows.
 *
 * @param {Colour} accent
 * @param {Colour} background
 */
export function legible(accent, background) {
  const end = luminance(background) < GREY ? 1 : 0;
  let colour = accent;
  for (let share = 0.05; contrast(colour, background) < CONTRAST && share <= 1; share += 0.05) {
    colour = accent.map((part) => part + (end - part) * share);
  }
  return `rgb(${colour.slice(0, 3).map((part) => Math.round(part * 255))})`;
}

/**
 * @param {Colour} one
 * @param {Colour} other
 */
function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** @param {Colour} colour */
function luminance(colour) {
  const [red, green, blue] = colour.map((part) => (part <= 0.04 ? part / 13 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
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
