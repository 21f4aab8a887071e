/** The lab without reloads: its links and forms fetch the next page, whose inside takes its place. */

import { all, announce, find } from "./dom.js";
import { enliven } from "./graph.js";

const INSIDE = "[data-lab]";
const here = () => location.pathname + location.search;
let place = here(); // in the history: of the page that is shown, or that Back and Forward asked for
let asked = 0;

/** On a small screen what is new may be out of sight. @param {ParentNode} inside */
function bringNewsIntoView(inside) {
  const news = find(".assets .badge", inside)?.parentElement;
  const view = /** @type {HTMLElement | null | undefined} */ (news?.closest(".graph-view"));
  if (news && view) view.scrollLeft = news.offsetLeft - (view.clientWidth - news.offsetWidth) / 2;
}

/** The page stays as it is: the browser's own error would take its place. */
function sayThatNobodyAnswered() {
  const words = find("[data-unanswered]");
  words?.removeAttribute("hidden");
  announce(words?.textContent ?? "");
}

/** @param {string} address @param {boolean} [back] whether the browser is there already */
async function go(address, back) {
  const mine = ++asked;
  const page = await fetch(address).then((answer) => answer.text(), () => "");
  if (mine !== asked) return; // something else was asked for meanwhile
  const next = new DOMParser().parseFromString(page, "text/html");
  const inside = find(INSIDE, next);
  if (!page && !back) return sayThatNobodyAnswered();
  if (!inside) return location.assign(address); // signed out: as without a script
  if (!back) history.pushState(null, "", address);
  place = here();
  document.title = next.title;
  find(INSIDE)?.replaceWith(inside);
  all("[data-graph]", inside).forEach(enliven);
  bringNewsIntoView(inside);
  (find("[data-focus-here]", inside) ?? find("h2", inside))?.focus();
  announce(all("[data-announce]", inside).map(({ textContent }) => textContent).join(" "));
}

document.addEventListener("click", (event) => {
  const link = /** @type {Element} */ (event.target).closest("a[data-go]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(/** @type {HTMLAnchorElement} */ (link).href);
});

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches("[data-lab-form]") || event.submitter?.getAttribute("formmethod")) return;
  event.preventDefault();
  const address = new URL(form.action);
  for (const [name, value] of new FormData(form)) address.searchParams.append(name, String(value));
  const { name = "", value = "" } = /** @type {HTMLButtonElement} */ (event.submitter ?? {});
  if (name) address.searchParams.append(name, value);
  go(address.href);
});

addEventListener("popstate", () => {
  if (here() === place) return; // it was for a place in the page
  place = here();
  go(location.href, true);
});

bringNewsIntoView(document);
