/** The one live region of a page. Said twice in a row, the same words would not be heard: hence the pause. */

const region = document.getElementById("announcer");

/** @param {string} words */
export function announce(words) {
  if (!region) return;
  region.textContent = "";
  setTimeout(() => { region.textContent = words; }, 60);
}
