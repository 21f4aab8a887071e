/** Reading: a section whose start and end were in view is read; reflections save themselves. */

import { all, announce, find, phrase, unanswered } from "./dom.js";
import { follow } from "./page.js";
import { post, saver } from "./save.js";

const DWELL = 2000; // ms

/** @param {string} selector @param {unknown} words */
function write(selector, words) {
  const place = find(selector);
  if (place) place.textContent = String(words);
}

/** @param {Record<string, any>} answer */
function show(answer) {
  const line = find("[data-progress-line]")?.textContent;
  for (const name of ["done-line", "left-line", "time-left"]) write(`[data-${name}]`, answer[name.replace("-", "_")]);
  const end = find("[data-end]");
  if (end) end.innerHTML = answer.end;
  if (answer.progress_line !== line) announce(answer.progress_line);
  follow();
}

/** @param {HTMLFormElement} form */
async function mark(form) {
  show(await post(form.action, new URLSearchParams()));
  form.innerHTML = phrase("read");
  find(`[data-continue="${form.dataset.mark}"]`)?.remove(); // and the next one shows
  const entry = `[data-contents="${form.dataset.mark}"]`;
  find(entry)?.classList.add("done");
  write(`${entry} [data-contents-word]`, phrase("is_read"));
}

const unread = () => /** @type {HTMLFormElement[]} */ (all("[data-mark]:has(button)"));
const inView = new Set();
const begun = new Set(); // who jumps past a title has not read its section
/** @param {HTMLElement} form */
const titleOf = (form) => find(`#${form.dataset.mark}-title`);
let timer = 0;

/* One at a time, the topmost first: on a tall screen a whole page is in view at once. */
function watch() {
  clearTimeout(timer);
  const next = unread().find((form) => inView.has(form) && begun.has(titleOf(form)));
  if (!next || document.visibilityState !== "visible") return;
  timer = setTimeout(() => mark(next).then(watch, () => observer.unobserve(next)), DWELL);
}

const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) begun.add(target);
    inView[isIntersecting ? "add" : "delete"](target);
  }
  watch();
});
document.addEventListener("visibilitychange", watch);

for (const form of unread()) {
  for (const end of [titleOf(form), form]) if (end) observer.observe(end);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    mark(form).then(() => {
      announce(phrase("marked", { title: titleOf(form)?.textContent ?? "" }));
      if (document.activeElement !== document.body) return; // somebody went on meanwhile
      form.tabIndex = -1; // the button is gone: keep the focus where it was
      form.focus();
    }, (error) => error.status ? form.submit() : unanswered(form));
  });
}

for (const form of /** @type {HTMLFormElement[]} */ (all("[data-reflection]"))) {
  const text = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
  const words = find("[data-words]", form);
  const long = find("[data-long]", form);
  const count = () => {
    const number = text.value.match(/\S+/g)?.length ?? 0;
    if (words) words.textContent = phrase("words", { number });
    const { length } = [...text.value]; // as the server counts
    if (long) long.textContent = length < 4500 ? "" : ` · ${phrase("characters", { number: length, most: 5000 })}`;
  };
  form.addEventListener("input", count);
  const { now } = saver({
    place: form,
    url: form.action,
    read: () => new URLSearchParams({ text: text.value }),
    restore: (kept) => { text.value = kept.get("text") ?? ""; },
    touched: () => text.value !== text.defaultValue,
    done: show,
  });
  form.addEventListener("submit", (event) => { // a plain post could trade the page for the browser's error
    event.preventDefault();
    now();
  });
  count();
}
