/** Light or dark: the system's wish, light inside a frame, and a saved choice before both. */

import { find } from "./dom.js";
import { keep, recall } from "./storage.js";

const root = document.documentElement;
if (window.self !== window.top) root.dataset.framed = "";
const saved = recall("theme");
if (saved === "light" || saved === "dark") root.dataset.theme = saved;

function isDark() {
  if (root.dataset.theme) return root.dataset.theme === "dark";
  return !("framed" in root.dataset) && matchMedia("(prefers-color-scheme: dark)").matches;
}

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

/* Where a page says what came of something, reading aloud starts there. */
find("[data-focus-here]")?.focus({ preventScroll: true });
