/** `resources.js` is not a file: the build puts these in its place (`tests/assets.py`). */

/** Language → text by key, of `web/locales/*.json`. */
export const catalogue: Record<string, Record<string, string>>;
/** The text of `widget.css`. */
export const styles: string;
