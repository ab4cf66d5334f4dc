/** `resources.js` is not a file: the service puts the texts and the style sheet in its place. */

/** Language → text by key, of `web/locales/*.json`. */
export const catalogue: Record<string, Record<string, string>>;
/** The text of `widget.css`. */
export const styles: string;
