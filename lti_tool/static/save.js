/** Saves what someone does, as they do it: after a pause, again after a failure, and on leaving.
 * What could not be sent stays in this browser and is sent when the page is next opened. */

import { forget, keep, recall } from "./storage.js";

const PAUSE = 800; // ms after the last change
const RETRY = 8000; // ms after the first failure; doubled up to a minute

/**
 * @typedef {{saved_at_text?: string, words?: number, progress_line?: string, done_line?: string,
 *   sections_read?: number, reflections_done?: number, missing?: string[], error?: string}} Answer
 */

/**
 * Post a form as the page itself would, asking for JSON; a refusal is an Error with its status.
 * @param {string} url @param {URLSearchParams} body @param {boolean} [leaving]
 * @returns {Promise<Answer>}
 */
export async function post(url, body, leaving = false) {
  const response = await fetch(url, {
    method: "POST", body, keepalive: leaving, headers: { Accept: "application/json" },
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(answer.error ?? ""), { status: response.status });
  return answer;
}

/**
 * @param {object} what
 * @param {string} what.url
 * @param {() => URLSearchParams} what.read what to send, as it stands now
 * @param {HTMLElement | null} what.state where to say how saving goes
 * @param {string} what.draft under which name a failed save is kept
 * @param {(kept: URLSearchParams) => void} what.restore
 * @param {(answer: Answer) => void} [what.done]
 */
export function saver({ url, read, state, draft, restore, done }) {
  let timer = 0;
  let failures = 0;
  let unsaved = false;
  let busy = false;

  /** @param {string} words */
  const say = (words, failed = false) => {
    if (state) state.textContent = words;
    state?.classList.toggle("failed", failed);
  };
  /** @param {number} wait */
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  };

  async function send(leaving = false) {
    if (!unsaved || (busy && !leaving)) return;
    unsaved = false;
    busy = true;
    try {
      const answer = await post(url, read(), leaving === true);
      failures = 0;
      if (!unsaved) {
        forget(draft);
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
  function failed(error) {
    const { status = 0 } = error;
    const ended = status === 401 || status === 403;
    if (status >= 400 && status < 500 && !ended) {
      return say(error.message || "Could not save", true); // sending the same again would not help
    }
    unsaved = true;
    const kept = keep(draft, read().toString());
    if (ended) {
      say(kept ? "Your answer is kept in this browser: reopen this from your course." : error.message, true);
    } else {
      say(`Could not save; ${kept ? "kept in this browser" : "keep this page open"}, trying again`, true);
      later(Math.min(RETRY * 2 ** failures, 60_000));
    }
    failures += 1;
  }

  const touch = () => {
    unsaved = true;
    failures = 0;
    say("Not saved yet");
    later(PAUSE);
  };

  addEventListener("online", () => later(0));
  addEventListener("pagehide", () => { clearTimeout(timer); void send(true); });
  const kept = recall(draft);
  if (kept !== null) {
    restore(new URLSearchParams(kept));
    touch();
  }
  return { touch, stop: () => { unsaved = false; } };
}
