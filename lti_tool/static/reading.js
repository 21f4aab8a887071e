/** Reading: a section counts as read once its end has been in view; reflections save themselves. */

import { all, announce, find } from "./dom.js";
import { post, saver } from "./save.js";

const DWELL = 2000; // ms

/** @param {string} selector @param {unknown} words */
function write(selector, words) {
  const place = find(selector);
  if (place && words !== undefined && place.textContent !== String(words)) place.textContent = String(words);
}

let line = find("[data-progress-line]")?.textContent;

/** @param {import("./save.js").Answer} answer */
function show(answer) {
  write("[data-done-line]", answer.done_line);
  write("[data-progress-line]", answer.progress_line);
  write("[data-sections-read]", answer.sections_read);
  write("[data-reflections-done]", answer.reflections_done);
  const list = find("[data-missing]");
  if (list && answer.missing) {
    list.hidden = !answer.missing.length;
    list.replaceChildren(...answer.missing.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })));
  }
  if (answer.progress_line && answer.progress_line !== line) announce(answer.progress_line);
  line = answer.progress_line ?? line;
}

/** @param {HTMLFormElement} form */
async function mark(form) {
  show(await post(form.action, new URLSearchParams()));
  const read = document.createElement("p");
  read.className = "read";
  read.innerHTML = '<svg class="icon" aria-hidden="true"><use href="#i-tick"/></svg>Read';
  form.replaceChildren(read);
  const entry = `[data-contents="${form.dataset.mark}"]`;
  find(entry)?.classList.add("done");
  write(`${entry} [data-contents-word]`, ", read");
}

const unread = () => /** @type {HTMLFormElement[]} */ (all("[data-mark]:has(button)"));
const inView = new Set();
let timer = 0;

/* One at a time, the topmost first: on a tall screen a whole page is in view at once. */
function watch() {
  clearTimeout(timer);
  const next = unread().find((form) => inView.has(form));
  if (!next || document.visibilityState !== "visible") return;
  timer = setTimeout(() => mark(next).then(watch, () => observer.unobserve(next)), DWELL);
}

const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) inView.add(target);
    else inView.delete(target);
  }
  watch();
});
document.addEventListener("visibilitychange", watch);

for (const form of unread()) {
  observer.observe(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    mark(form).then(() => {
      announce(`${find(`#${form.dataset.mark}-title`)?.textContent} is marked as read.`);
      form.tabIndex = -1; // the button is gone: keep the focus where it was
      form.focus();
    }, () => form.submit());
  });
}

for (const form of /** @type {HTMLFormElement[]} */ (all("[data-reflection]"))) {
  const text = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
  const words = find("[data-words]", form);
  const count = () => {
    const number = text.value.match(/\S+/g)?.length ?? 0;
    if (words) words.textContent = `${number} ${number === 1 ? "word" : "words"}`;
  };
  const { touch } = saver({
    url: form.action,
    read: () => new URLSearchParams({ text: text.value }),
    state: find("[data-saved]", form),
    draft: form.dataset.draft ?? "",
    restore: (kept) => { text.value = kept.get("text") ?? ""; },
    done: show,
  });
  text.addEventListener("input", () => { count(); touch(); });
  count();
}
