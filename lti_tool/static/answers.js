/** An attempt: every change is saved, an empty question is pointed out, Submit counts once.
 * What is not saved when it is submitted is kept as drafts. */

import { all, find } from "./dom.js";
import { saver } from "./save.js";

const form = /** @type {HTMLFormElement} */ (find("[data-answers]"));
const button = /** @type {HTMLElement} */ (find(".submit button"));
const warning = /** @type {HTMLElement} */ (find("[data-warning]"));
const questions = all("[data-question]");

/** @typedef {HTMLInputElement | HTMLSelectElement} Control */
/** @param {HTMLElement} question */
const controls = (question) => /** @type {Control[]} */ (all(`[name="${question.dataset.question}"]`, question));
/** @param {Control} control @returns {control is HTMLSelectElement} */
const isList = (control) => control instanceof HTMLSelectElement;
/** @param {Control} control */
const isAnswered = (control) => (isList(control) ? control.value !== "" : control.checked);
/** @param {HTMLElement} question */
const answered = (question) => controls(question).filter(isAnswered);
/** @param {HTMLElement} question */
const chosen = (question) => answered(question).map(({ value }) => value);
/** Whether every place has a list that needs an answer. @param {HTMLElement} question */
const hasLists = (question) => question.dataset.type !== "pick_and_order" && controls(question).some(isList);
/** @param {HTMLElement} question */
const isPartial = (question) => hasLists(question) && chosen(question).length > 0 && chosen(question).length < controls(question).length;

/** @param {Control} control */
const label = ({ labels }) => labels?.[0]?.textContent?.trim() ?? "";

/** What is answered so far, in a sentence. @param {HTMLElement} question */
function told(question) {
  const given = answered(question);
  if (hasLists(question)) return `${given.length} of ${controls(question).length} answered.`;
  if (!given.length) return "Nothing picked yet.";
  if (question.dataset.type === "pick_and_order") {
    const steps = given.map((list) => `${list.value.split("=")[1]} ${label(list)}`);
    return `Your steps: ${steps.sort((a, b) => parseInt(a) - parseInt(b)).join(", ")}.`;
  }
  const names = given.map(label);
  return `You picked ${names.some((name) => name.length > 40) ? given.length : names.join(", ")}.`;
}

const savers = questions.map((question) => {
  const id = question.dataset.question ?? "";
  const was = find("[data-was]", question);
  const picked = find("[data-picked]", question);
  const show = () => { if (picked) picked.textContent = told(question); };
  show();
  question.addEventListener("input", () => {
    show();
    was?.remove(); // this page has a say on it now
  });
  return saver({
    place: question,
    url: form.dataset.answers ?? "",
    read: () => new URLSearchParams([["item_id", id], ...chosen(question).map((value) => ["chosen", value])]),
    restore: (kept) => {
      const values = kept.getAll("chosen");
      for (const control of controls(question)) {
        if (!isList(control)) control.checked = values.includes(control.value);
        else control.value = [...control.options].find(({ value }) => values.includes(value))?.value ?? "";
      }
    },
    touched: () => Boolean(was) && was?.getAttribute("value") !== chosen(question).sort().join(" "),
  });
});

/** The numbers of the questions of which this is true, after words: "Nothing is picked in question 2." @param {string} words @param {(question: HTMLElement) => boolean} isTrue */
function numbered(words, isTrue) {
  const found = questions.flatMap((question, index) => (isTrue(question) ? [index + 1] : []));
  return found.length ? `${words} question${found.length > 1 ? "s" : ""} ${found.join(", ")}. ` : "";
}
function warn() {
  const empty = numbered("Nothing is picked in", (question) => !chosen(question).length);
  warning.textContent = empty + numbered("Something is left to answer in", isPartial);
  warning.hidden = !warning.textContent;
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
