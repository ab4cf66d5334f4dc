/** `resources.js` is not a file: the service puts these in its place. */

/** Language → text by key, of `web/locales/*.json`. */
export const catalogue: Record<string, Record<string, string>>;
/** The text of `widget.css`. */
export const styles: string;
/** Whether the service counts what is searched for and chosen. */
export const isCounting: boolean;
