/**
 * The entry of `/widget.mjs` and of the package `sakuin-search`: the element, for pages that are
 * built with a bundler.
 *
 *     import "sakuin-search";
 *     <sakuin-search service="https://search.example"></sakuin-search>
 */

import { SakuinSearch, define } from "./element.js";
import { home } from "./options.js";

const own = new URL(import.meta.url);
if (/\/widget\.mjs$/.test(own.pathname)) home.url = new URL(".", own).href;
define(SakuinSearch);

export { SakuinSearch };
