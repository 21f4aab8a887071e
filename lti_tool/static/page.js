/** What every page does: choose light or dark, take up the focus, tell the LMS how tall it is. */

import { all, announce, find, keep, recall } from "./dom.js";

const root = document.documentElement;
const framed = window.parent !== window;

/* Light in a frame, else as the system wishes, unless somebody chose. */
if (framed) root.dataset.framed = "";
root.dataset.theme = recall("theme") ?? "";

const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : !framed && matchMedia("(prefers-color-scheme: dark)").matches);

const toggle = find("[data-theme-toggle]");
if (toggle) {
  const show = () => toggle.setAttribute("aria-pressed", String(isDark()));
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    keep("theme", root.dataset.theme);
    show();
  });
  show();
}

/* Reading aloud starts where the page says what came of something; its drafts have served. */
const here = find("[data-focus-here]");
here?.focus({ preventScroll: !location.hash });
for (const { dataset } of all("[data-forget]")) keep(dataset.forget ?? "", null);

/* Moments are shown in the reader's own time; what is true only after one is said then. */
const FORMAT = /** @type {const} */ ({ weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "numeric", timeZoneName: "short" });
for (const time of all("time[data-local]")) {
  time.textContent = new Date(time.getAttribute("datetime") ?? "").toLocaleString(root.dataset.region, FORMAT);
}
for (const line of all("[data-in]")) {
  setTimeout(() => {
    line.hidden = false;
    announce(line.textContent ?? "");
  }, Number(line.dataset.in) * 1000);
}

/** While a score is on its way, its line is asked for again, ever later. */
export function follow(pause = 2) {
  const grade = find("[data-grade]");
  const advice = grade && find(".grade-queued [data-advice]", grade);
  clearTimeout(asking);
  if (!advice) return;
  advice.hidden = pause < 60;
  if (pause < 60) asking = setTimeout(async () => {
    const answer = await fetch(grade.dataset.grade ?? "").catch(() => null);
    if (answer?.ok) grade.innerHTML = await answer.text();
    if (!find(".grade-queued", grade)) announce(find(".grade", grade)?.textContent ?? "");
    follow(pause * 2);
  }, pause * 1000);
}
let asking = 0;
follow();

const SUBJECTS = ["lti.frameResize", "org.imsglobal.lti.frameResize"]; // Brightspace's
const SLACK = 2; // px; answering less can make a frame grow for ever

/** Canvas reads objects, others JSON. @param {object} message */
function tell(message) {
  for (const form of [message, JSON.stringify(message)]) window.parent.postMessage(form, "*");
}

if (framed) {
  let told = 0;
  let timer = 0;
  const measure = () => {
    // The document's own height is never less than the frame's.
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (Math.abs(height - told) <= SLACK) return;
    told = height;
    for (const subject of SUBJECTS) tell({ subject, height });
  };
  new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(measure, 100);
  }).observe(document.body);
  if (!here || !location.hash) tell({ subject: "lti.scrollToTop" });
}
