/** The page's elements, typed (every selector here means HTML), its live region, and what this
 * browser keeps. Where a frame is refused its storage, nothing is kept, and nothing breaks. */

/** @param {string} selector @param {ParentNode} [within] */
export const find = (selector, within = document) => /** @type {HTMLElement | null} */ (within.querySelector(selector));

/** @param {string} selector @param {ParentNode} [within] */
export const all = (selector, within = document) => /** @type {HTMLElement[]} */ ([...within.querySelectorAll(selector)]);

const region = find("#announcer");

/** Say it in the page's one live region. The pause is so that the same words are heard twice. @param {string} words */
export function announce(words) {
  if (!region) return;
  region.textContent = "";
  setTimeout(() => { region.textContent = words; }, 60);
}

const PREFIX = "lineage-lab:";

/** What was kept under this name, else null. @param {string} key */
export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key) ?? "null");
  } catch {
    return null;
  }
}

/** Whether it was kept; null forgets. @param {string} key @param {unknown} value */
export function keep(key, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
