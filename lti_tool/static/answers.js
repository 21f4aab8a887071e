/** An attempt: every change is saved, what is left is pointed out, a button counts once, and leads
 * on only where the server answers. What is not saved by then is kept as drafts. */

import { all, find, phrase, unanswered } from "./dom.js";
import { post, saver } from "./save.js";

const form = /** @type {HTMLFormElement} */ (find("[data-answers]"));
const questions = all("[data-question]");

/** @typedef {HTMLInputElement | HTMLSelectElement} Control */
/** @param {HTMLElement} question */
const controls = (question) => /** @type {Control[]} */ (all(`[name="${question.id}"]`, question));
/** @param {Control} control @returns {control is HTMLSelectElement} */
const isList = (control) => control instanceof HTMLSelectElement;
/** @param {Control} control */
const isAnswered = (control) => (isList(control) ? control.value !== "" : control.checked);
/** @param {HTMLElement} question */
const answered = (question) => controls(question).filter(isAnswered);
/** @param {HTMLElement} question */
const chosen = (question) => answered(question).map(({ value }) => value);
/** @param {HTMLElement} question */
const picks = (question) => chosen(question).sort().join(" ");
/** Whether every place has a list that needs an answer. @param {HTMLElement} question */
const hasLists = (question) => question.dataset.type !== "pick_and_order" && controls(question).some(isList);
/** How far its answer is. @param {HTMLElement} question */
function state(question) {
  const given = controls(question).map(isAnswered);
  if (!given.includes(true)) return "open";
  return hasLists(question) && given.includes(false) ? "partly" : "answered";
}

/** @param {HTMLElement} question */
const sureness = (question) => /** @type {HTMLInputElement[]} */ (all(".sure [type=radio]", question));

/** @param {Control} control */
const label = ({ labels }) => labels?.[0]?.textContent?.trim() ?? "";

/** What is answered so far, in a sentence. @param {HTMLElement} question */
function told(question) {
  const given = answered(question);
  if (hasLists(question)) return phrase("answered", { number: given.length, total: controls(question).length });
  if (!given.length) return phrase("none");
  if (question.dataset.type === "pick_and_order") {
    const steps = given.map((list) => `${list.value.split("=")[1]} ${label(list)}`);
    return phrase("steps", { steps: steps.sort((a, b) => parseInt(a) - parseInt(b)).join(", ") });
  }
  const names = given.map(label).join(", ");
  return phrase("picked", { names: names.length > 120 ? given.length : names });
}

const savers = questions.map((question) => {
  const { id } = question;
  const was = /** @type {HTMLInputElement} */ (find("[data-was]", question));
  const picked = /** @type {HTMLElement} */ (find("[data-picked]", question));
  const show = () => {
    picked.textContent = told(question);
    for (const { dataset } of all(`.strip [href="#${id}"]`)) dataset.state = state(question);
  };
  show();
  question.addEventListener("input", () => {
    show();
    was.value = "?"; // this page has a say on it now
  });
  return saver({
    place: question,
    url: form.dataset.answers ?? "",
    read: () => new URLSearchParams([["item_id", id], ...chosen(question).map((value) => ["chosen", value]), ...sureness(question).filter(isAnswered).map(({ value }) => ["confidence", value])]),
    restore: (kept) => {
      const values = kept.getAll("chosen");
      for (const control of controls(question)) {
        if (!isList(control)) control.checked = values.includes(control.value);
        else control.value = [...control.options].find(({ value }) => values.includes(value))?.value ?? "";
      }
      for (const radio of sureness(question)) radio.checked ||= radio.value === kept.get("confidence");
    },
    touched: () => was.value !== picks(question),
    done: () => { was.value = picks(question); }, // another tab may have a say again
  });
});

/** "Nothing is picked in question 2." */
function warn() {
  for (const warning of all("[data-warning]")) {
    warning.innerHTML = ["open", "partly"].map((name) => {
      const found = questions.filter((question) => state(question) === name).map(({ id, dataset }) => `<a href="#${id}">${dataset.number}</a>`);
      return found.length ? `${phrase(name, { number: found.length, numbers: found.join(", ") })} ` : "";
    }).join("");
    warning.hidden = !warning.innerHTML;
  }
}
const looks = all("[data-look]"); // at what was still open when the page came
if (!looks.length) warn();
form.addEventListener("input", () => {
  for (const look of looks) look.hidden = true;
  find("[data-afresh]")?.removeAttribute("hidden");
  warn();
});

/** Where it is the page that is open, that is loaded anew. @param {string} address */
function go(address) {
  const next = new URL(address, location.href);
  if (next.pathname + next.search !== location.pathname + location.search) return location.assign(next);
  history.replaceState(null, "", next);
  location.reload();
}

let sent = false;
form.addEventListener("submit", (event) => {
  const button = /** @type {HTMLButtonElement} */ (event.submitter);
  event.preventDefault();
  if (sent || button.formMethod === "dialog") return;
  const words = button.innerHTML;
  /** @param {boolean} is */
  const send = (is) => {
    sent = is;
    for (const { hold } of savers) hold(is); // the form itself sends every answer
    button.setAttribute("aria-disabled", String(is)); // `disabled` would take the focus away
  };
  send(true);
  button.textContent = button.dataset.submit ?? button.textContent;
  const address = button.getAttribute("formaction") ?? form.action;
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  if (button.name) body.append(button.name, button.value);
  post(address, body).then((answer) => go(answer.leads_to), (error) => {
    send(false);
    button.innerHTML = words;
    if (!error.status) return unanswered(button.parentElement);
    form.action = address; // for the page that says why
    form.submit();
  });
});

/* After Back, the page may be as it was left. */
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
