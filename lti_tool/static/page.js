/** What every page does: choose light or dark, take up the focus, tell the LMS how tall it is. */

import { all, find, keep, recall } from "./dom.js";

const root = document.documentElement;
const framed = window.parent !== window;

/* Light inside a frame, else as the system wishes; a saved choice goes before both. */
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

/* Where a page says what came of something, reading aloud starts there, and its drafts have served. */
find("[data-focus-here]")?.focus({ preventScroll: true });
for (const { dataset } of all("[data-forget]")) keep(dataset.forget ?? "", null);

/* What a page says of a day means the same moment everywhere: it is shown in the reader's own time. */
const FORMAT = /** @type {const} */ ({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
for (const time of all("time[data-local]")) {
  const at = new Date(time.getAttribute("datetime") ?? "");
  const year = at.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  time.textContent = at.toLocaleString("en-GB", { ...FORMAT, year });
}

const SUBJECTS = ["lti.frameResize", "org.imsglobal.lti.frameResize"]; // the second is Brightspace's
const SLACK = 2; // px; less is noise, and answering noise can make a frame grow for ever

/** Canvas reads objects, others JSON; any origin may hear a height. @param {object} message */
function tell(message) {
  for (const form of [message, JSON.stringify(message)]) window.parent.postMessage(form, "*");
}

if (framed) {
  let told = 0;
  let timer = 0;
  const measure = () => {
    // The body's own height: the document's is never less than the frame's.
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (Math.abs(height - told) <= SLACK) return;
    told = height;
    for (const subject of SUBJECTS) tell({ subject, height });
  };
  new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(measure, 100);
  }).observe(document.body);
  tell({ subject: "lti.scrollToTop" });
}
