/** Buttons that copy what stands in a field; without this module the field is copied by hand. */

import { all, announce, find } from "./dom.js";

for (const button of all("[data-copy]")) {
  const field = /** @type {HTMLInputElement | null} */ (find(`#${button.dataset.copy}`));
  if (!field || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
      announce("Copied");
    } catch {
      announce("Not copied: copy the marked text yourself");
    }
  });
}
