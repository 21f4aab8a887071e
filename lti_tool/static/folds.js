/** A question that is folded opens for whoever follows a link to it. */

import { all, find } from "./dom.js";

function unfold() {
  const asked = document.getElementById(location.hash.slice(1));
  if (asked) find(".folded", asked)?.setAttribute("open", "");
}

// Following a link a second time changes nothing in the address.
for (const link of all(".strip a")) link.addEventListener("click", () => setTimeout(unfold));
addEventListener("hashchange", unfold);
unfold();
