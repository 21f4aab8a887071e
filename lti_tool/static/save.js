/** Saves what someone does, as they do it: after a pause, again after a failure, and on leaving.
 * What could not be sent stays in this browser as a draft, with its base: when the text that it was
 * written over was saved. A page takes a draft up by itself only where nothing newer was saved. */

import { announce, find, keep, recall } from "./dom.js";

const PAUSE = 800; // ms after the last change
const RETRY = 8000; // ms after the first failure; doubled up to a minute
const PATIENCE = 10_000; // ms, after which no answer is a failure too

/**
 * Post a form as the page itself would, asking for JSON; a refusal is an Error with its status.
 * @param {string} url @param {URLSearchParams} body @param {boolean} [leaving]
 * @returns {Promise<Record<string, any>>}
 */
export async function post(url, body, leaving = false) {
  const response = await fetch(url, {
    method: "POST", body, keepalive: leaving, headers: { Accept: "application/json" },
    signal: AbortSignal.timeout?.(PATIENCE), // a connection may be lost without a word
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(answer.error ?? ""), { status: response.status });
  return answer;
}

/**
 * @param {object} what
 * @param {HTMLElement} what.place what is saved: holds its draft's name and base, and says how saving goes
 * @param {string} what.url
 * @param {() => URLSearchParams} what.read what to send, as it stands now
 * @param {(kept: URLSearchParams) => void} what.restore
 * @param {() => boolean} what.touched whether it is not as the page came: typed before this script did
 * @param {(answer: Record<string, any>) => void} [what.done]
 */
export function saver({ place, url, read, restore, touched, done }) {
  const state = find("[data-saved]", place);
  const offer = find("[data-offer]", place);
  const { draft = "" } = place.dataset;
  let { base = "" } = place.dataset;
  let timer = 0;
  let failures = 0;
  let failing = false;
  let unsaved = false;
  let busy = false;

  /** @param {string} words */
  function say(words, failed = false) {
    if (state) state.textContent = words;
    state?.classList.toggle("failed", failed);
    if (failed && !failing) announce(words); // once, not at every try
    failing ||= failed;
  }
  /** @param {number} wait */
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  };
  const keepDraft = () => keep(draft, { base, data: String(read()) });

  async function send(leaving = false) {
    if (!unsaved || (busy && !leaving)) return;
    unsaved = false;
    busy = true;
    try {
      const answer = await post(url, read(), leaving === true);
      failures = 0;
      failing = false;
      base = answer.saved_at ?? base;
      if (!unsaved) {
        keep(draft, null);
        say(`Saved ${answer.saved_at_text ?? ""}`);
      }
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
    const kept = keepDraft();
    const ended = status === 401 || status === 403;
    if (status >= 400 && status < 500 && !ended) {
      return say(message || "Could not save", true); // sending the same again would not help
    }
    unsaved = true;
    if (ended) {
      say(kept ? "Your answer is kept in this browser: reopen this from your course." : message, true);
    } else {
      say(`Could not save; ${kept ? "kept in this browser" : "keep this page open"}, trying again`, true);
      later(Math.min(RETRY * 2 ** failures, 60_000));
    }
    failures += 1;
  }

  /** For a page that is being left: nobody may be here when the answer comes. */
  function leave() {
    clearTimeout(timer);
    if (unsaved || busy) keepDraft();
  }

  place.addEventListener("input", () => {
    unsaved = true;
    failures = 0;
    say("Not saved yet");
    later(PAUSE);
  });
  addEventListener("online", () => later(0));
  addEventListener("pagehide", () => { leave(); void send(true); });

  const kept = recall(draft);
  const changed = () => place.dispatchEvent(new Event("input", { bubbles: true }));
  const takeUp = () => {
    restore(new URLSearchParams(kept.data));
    changed();
  };
  const early = touched();
  if (kept?.data === String(read())) keep(draft, null); // it did arrive
  else if (kept?.base === base && !early) takeUp();
  else if (kept && offer) {
    offer.hidden = false;
    offer.querySelector("button")?.addEventListener("click", () => {
      takeUp();
      offer.hidden = true;
      find("textarea, select, input:not([type=hidden])", place)?.focus();
    });
  }
  if (early) changed();
  return { stop: () => { leave(); unsaved = false; } };
}
