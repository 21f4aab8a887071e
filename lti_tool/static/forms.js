/** Forms: dates in the browser's time zone where none was chosen yet, and what has to be put right in view. */

import { all, find } from "./dom.js";

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

for (const each of all("select[data-zone]")) {
  const zone = /** @type {HTMLSelectElement} */ (each);
  if (![...zone.options].some(({ value }) => value === here)) continue;
  zone.value = here;
  for (const date of all("input[type=datetime-local]", zone.form ?? undefined)) toOurs(/** @type {HTMLInputElement} */ (date));
}

/** Without a zone a date was written in UTC. @param {HTMLInputElement} date */
function toOurs(date) {
  if (!date.value) return;
  const at = new Date(`${date.value}Z`);
  date.value = new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

find("[data-focus-here]")?.scrollIntoView({ block: "center" });
