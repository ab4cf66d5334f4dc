/** The element `<sakuin-search>`, defined by `import "sakuin-search"`. */
export class SakuinSearch extends HTMLElement {
  /** Opens the panel or the dialog, with the focus in the text box. */
  open(): void;
  close(): void;
}

/** What pages hear of: events of the element, which bubble. */
export interface SakuinEvents {
  "sakuin:open": CustomEvent<Record<string, never>>;
  "sakuin:close": CustomEvent<Record<string, never>>;
  "sakuin:search": CustomEvent<{ query: string; total: number }>;
  /** `preventDefault` keeps the browser from following the link. */
  "sakuin:select": CustomEvent<{ id: string | undefined; url: string; query: string }>;
}

declare global {
  interface HTMLElementTagNameMap {
    "sakuin-search": SakuinSearch;
  }
  interface HTMLElementEventMap extends SakuinEvents {}
}
