/** The picker: take the browser's time zone, and bring what has to be put right into view. */

import { find } from "./dom.js";

const zone = /** @type {HTMLSelectElement | null} */ (find("[data-zone]"));
if (zone) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some(({ value }) => value === here)) zone.value = here;
}

find("[data-focus-here]")?.scrollIntoView({ block: "center" });
