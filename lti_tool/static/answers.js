/** An attempt: every change is saved, an empty question is pointed out, Submit counts once.
 * What is not saved when it is submitted is kept as drafts. */

import { all, find } from "./dom.js";
import { saver } from "./save.js";

const form = /** @type {HTMLFormElement} */ (find("[data-answers]"));
const button = /** @type {HTMLElement} */ (find(".submit button"));
const warning = /** @type {HTMLElement} */ (find("[data-warning]"));
const questions = all("[data-question]");

/** @param {HTMLElement} question */
const boxes = (question) => /** @type {HTMLInputElement[]} */ (all("input[type=checkbox]", question));
/** @param {HTMLElement} question */
const chosen = (question) => boxes(question).filter((box) => box.checked).map((box) => box.value);

const savers = questions.map((question) => {
  const id = question.dataset.question ?? "";
  const was = find("[data-was]", question);
  const picked = find("[data-picked]", question);
  const show = () => {
    const names = chosen(question);
    if (picked) picked.textContent = names.length ? `You picked ${names.join(", ")}.` : "Nothing picked yet.";
  };
  show();
  question.addEventListener("input", () => {
    show();
    was?.remove(); // this page has a say on it now
  });
  return saver({
    place: question,
    url: form.dataset.answers ?? "",
    read: () => new URLSearchParams([["item_id", id], ...chosen(question).map((name) => ["chosen", name])]),
    restore: (kept) => {
      for (const box of boxes(question)) box.checked = kept.getAll("chosen").includes(box.value);
    },
    touched: () => Boolean(was) && was?.getAttribute("value") !== chosen(question).sort().join(" "),
  });
});

function warn() {
  const empty = questions.flatMap((question, index) => (chosen(question).length ? [] : [index + 1]));
  warning.hidden = !empty.length;
  warning.textContent = `Nothing is picked in question${empty.length > 1 ? "s" : ""} ${empty.join(", ")}.`;
}
form.addEventListener("input", warn);
warn();

let sent = false;
form.addEventListener("submit", (event) => {
  if (sent || event.submitter !== button) return event.preventDefault();
  sent = true;
  for (const { stop } of savers) stop(); // the form itself now sends every answer
  button.setAttribute("aria-disabled", "true"); // `disabled` now could stop the form
  button.textContent = "Submitting…";
});

/* Back from the result by the browser's own button: the page may be as it was left. */
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
