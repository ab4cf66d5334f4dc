/** `resources.js` is not a file: the build puts these in its place (`tests/assets.py`). */

export const languages: string[];
/** Key → the text in each language, of `web/locales/*.json`. */
export const catalogue: Record<string, string[]>;
/** The text of `widget.css`. */
export const styles: string;
