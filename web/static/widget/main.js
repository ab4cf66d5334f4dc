/**
 * The entry of `/widget.js`: one line in a page becomes a search box.
 *
 *     <script src="https://search.example/widget.js" data-target="#search" defer></script>
 *
 * `data-target` says where it stands; without one it stands where the script does. Every other
 * `data-…` attribute becomes an attribute of `<sakuin-search>`. A page may also write that element
 * itself, and say `data-target="none"`.
 */

import { SakuinSearch, define } from "./element.js";
import { keepPlaced } from "./placing.js";

const line = /** @type {HTMLScriptElement | null} */ (document.currentScript);

define(SakuinSearch);
if (line) keepPlaced(line);
