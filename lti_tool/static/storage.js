/** localStorage, for browsers that refuse it inside a frame: then nothing is kept, and nothing breaks. */

const PREFIX = "lineage-lab:";

/** @param {string} key */
export function recall(key) {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

/** Whether it was kept. @param {string} key @param {string} text */
export function keep(key, text) {
  try {
    localStorage.setItem(PREFIX + key, text);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} key */
export function forget(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch { /* it was never kept */ }
}
