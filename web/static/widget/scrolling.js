/** Holds the page still behind a dialog, without moving it where its scroll bar was. */

const page = document.documentElement.style;
/** @type {Set<object>} */
const holders = new Set();
let before = ["", ""];

/**
 * @param {object} holder who wants the page still
 * @param {boolean} held
 */
export function holdPage(holder, held) {
  const was = holders.size;
  if (held) holders.add(holder);
  else holders.delete(holder);
  if (!was === !holders.size) return;
  if (held) {
    before = [page.overflow, page.scrollbarGutter];
    if (innerWidth > document.documentElement.clientWidth) page.scrollbarGutter = "stable";
    page.overflow = "hidden";
  } else {
    [page.overflow, page.scrollbarGutter] = before;
  }
}
