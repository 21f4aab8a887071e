/** The page's elements (every selector here means HTML), its live region, and what this browser
 * keeps: nothing where a frame is refused storage. */

/** @param {string} selector @param {ParentNode} [within] */
export const find = (selector, within = document) => /** @type {HTMLElement | null} */ (within.querySelector(selector));

/** @param {string} selector @param {ParentNode} [within] */
export const all = (selector, within = document) => /** @type {HTMLElement[]} */ ([...within.querySelectorAll(selector)]);

const region = find("#announcer");

/** Say it in the live region; the pause lets the same words be heard twice. @param {string} words */
export function announce(words) {
  if (!region) return;
  region.textContent = "";
  setTimeout(() => { region.textContent = words; }, 60);
}

/** Nobody answered: a plain post would only trade the page for the browser's error.
 * @param {HTMLElement | null} place */
export function unanswered(place) {
  const textContent = phrase("unanswered");
  if (place) find(".failed", place)?.remove();
  place?.append(Object.assign(document.createElement("p"), { className: "saved failed", textContent }));
  announce(textContent);
}

const phrases = JSON.parse(document.body.dataset.phrases ?? "0");
const plural = new Intl.PluralRules(document.documentElement.lang);

/** Words of the template, for a number. @param {string} name @param {any} [given] */
export const phrase = (name, given = {}) => (phrases[name][plural.select(given.number)] ?? phrases[name]).replace(/{(\w+)}/g, (_, key) => given[key]);

const PREFIX = "lineage-lab:";

/** @param {string} key */
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
