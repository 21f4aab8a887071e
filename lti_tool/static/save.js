/** Saves what someone does; until that is done, it is a draft in this browser. Its base is when what
 * it was written over was saved: so the server sees what it meets from another tab or device. */

import { all, announce, find, keep, phrase, recall } from "./dom.js";

const PAUSE = 800; // ms
const RETRY = 8000; // doubled up to a minute
const PATIENCE = 10_000;

/** No JSON is no answer of ours.
 * @param {string} url @param {URLSearchParams} body @param {boolean} [leaving]
 * @returns {Promise<Record<string, any>>}
 */
export async function post(url, body, leaving = false) {
  const response = await fetch(url, {
    method: "POST", body, keepalive: leaving, headers: { Accept: "application/json" },
    signal: AbortSignal.timeout?.(PATIENCE),
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok || !answer) throw Object.assign(new Error(answer?.error ?? ""), { status: response.ok ? 0 : response.status });
  return answer;
}

/**
 * @param {object} what
 * @param {HTMLElement} what.place
 * @param {string} what.url
 * @param {() => URLSearchParams} what.read
 * @param {(kept: URLSearchParams) => void} what.restore
 * @param {() => boolean} what.touched before this script
 * @param {(answer: Record<string, any>) => void} [what.done]
 */
export function saver({ place, url, read, restore, touched, done }) {
  const state = find("[data-saved]", place);
  const button = find("[data-offer] button", place);
  const { draft = "" } = place.dataset;
  let { base = "" } = place.dataset;
  let typed = 0;
  let kept = true;
  let other = "";
  let timer = 0;
  let failures = 0;
  let failing = false;
  let unsaved = false;
  let busy = false;
  let held = false;
  let asked = false; // by the button: so what comes of it is to be heard

  /** @param {string} words */
  function say(words, failed = false) {
    if (state) state.textContent = words;
    state?.classList.toggle("failed", failed);
    if (asked || (failed && !failing)) announce(words); // once, not at every try
    failing ||= failed;
    asked = false;
  }
  /** @param {string} met what became of two versions, of which `version` is offered */
  function tell(met, version = "") {
    other = version;
    if (button) button.hidden = !other;
    for (const line of all("[data-met]", place)) {
      line.hidden = line.dataset.met !== met;
      if (!line.hidden) announce(line.textContent ?? "");
    }
  }
  /** @param {number} wait */
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  };
  const keepDraft = () => { kept = keep(draft, { base, typed, data: String(read()) }); };
  const changed = () => place.dispatchEvent(new Event("input", { bubbles: true }));
  /** @param {string} version */
  const show = (version) => { restore(new URLSearchParams(version)); changed(); };
  const stop = () => { unsaved = false; clearTimeout(timer); };
  /** While something else sends it. @param {boolean} is */
  const hold = (is) => {
    held = is;
    later(0);
  };
  const now = () => {
    asked = unsaved || busy;
    later(0);
    if (!asked) announce(state?.textContent ?? ""); // as it is
  };

  async function send(leaving = false) {
    if (!unsaved || held || (busy && !leaving)) return;
    unsaved = false;
    busy = true;
    const sent = String(read());
    const about = new URLSearchParams({ base, age: `${Date.now() - typed}` });
    try {
      const { met, ...answer } = await post(url, new URLSearchParams(`${sent}&${about}`), leaving === true);
      const newer = met === "newer";
      failures = 0;
      failing = false;
      if (!unsaved || !newer) base = answer.saved_at; // else what was typed since meets it next
      if (unsaved) return keepDraft();
      if (newer) show(answer.other);
      stop();
      if (newer || recall(draft)?.typed === typed) keep(draft, null); // else it is another tab's
      say(phrase("saved", { time: answer.saved_at_text }));
      if (met) tell(met, newer ? sent : answer.other);
      done?.(answer);
    } catch (error) {
      failed(/** @type {Error & {status?: number}} */ (error));
    } finally {
      busy = false;
      if (unsaved && !failures) later(PAUSE);
    }
  }

  /** @param {Error & {status?: number}} error */
  function failed({ status = 0, message }) {
    const ended = status === 401 || status === 403;
    if (status >= 400 && status < 500 && !ended) {
      return say(message || phrase("refused"), true); // and would again
    }
    unsaved = true;
    if (ended) {
      say(kept ? phrase("ended") : message, true);
    } else {
      say(phrase(kept ? "kept" : "lost"), true);
      later(Math.min(RETRY * 2 ** failures, 60_000));
    }
    failures += 1;
  }

  place.addEventListener("input", () => {
    unsaved = true;
    failures = 0;
    typed = Date.now();
    keepDraft();
    say(phrase("unsaved"));
    later(PAUSE);
  });
  button?.addEventListener("click", () => {
    const version = other;
    tell("", String(read()));
    show(version);
    find("textarea, select, input:not([type=hidden])", place)?.focus();
  });
  addEventListener("online", () => later(0));
  addEventListener("pagehide", () => { clearTimeout(timer); void send(true); });
  addEventListener("beforeunload", (event) => { if (unsaved && !kept && !held) event.preventDefault(); });

  const found = recall(draft);
  const early = touched();
  if (found?.data === String(read())) keep(draft, null); // it did arrive
  else if (found && early) tell("unsaved", found.data);
  else if (found) {
    ({ base } = found);
    show(found.data);
    ({ typed } = found);
    keepDraft();
    tell("kept");
    later(0);
  }
  if (early) changed();
  return { hold, now };
}
