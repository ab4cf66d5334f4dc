/**
 * The entry of `/widget.mjs` and of the package `sakuin-search`: the element, for pages that are
 * built with a bundler.
 *
 *     import "sakuin-search";
 *     <sakuin-search service="https://search.example"></sakuin-search>
 */

import { SakuinSearch, define } from "./element.js";
import { home } from "./options.js";

// Bundlers that make a script of it leave no address.
const own = String(import.meta.url);
if (/\/widget\.mjs(\?|$)/.test(own)) home.url = new URL(".", own).href;
define(SakuinSearch);

export { SakuinSearch };
