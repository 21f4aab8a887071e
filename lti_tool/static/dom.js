/** The page's elements, typed: every selector here means HTML. */

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
