// @ts-check
// LTI's client-side messages: the page around a tool (or a frame beside it) keeps what the tool
// has no cookies for. It answers to the tool's own origin only, and forgets all at a reload.
const KEYS_AT_MOST = 500;
const BYTES_AT_MOST = 4096;
const HEIGHTS = { least: 200, most: 20000 }; // px

/** @typedef {{subject: string, message_id?: string, [member: string]: unknown}} Message */

const frame = /** @type {HTMLIFrameElement | null} */ (document.querySelector("iframe[data-origin]"));
const isStorageFrame = document.body.hasAttribute("data-storage-frame");
const origin = (frame ?? document.body).dataset.origin ?? "";
/** Where storage is: here, or in the frame of that name, or nowhere. */
const place = isStorageFrame ? "here" : frame?.dataset.storage ?? "none";
/** @type {Map<string, string>} */
const kept = new Map();

/** @param {string} code @param {string} message */
function fault(code, message) {
  return { error: { code, message } };
}

/** @param {Message} sent */
function put({ key, value }) {
  if (typeof key !== "string" || !key) return fault("bad_request", "key must be a text.");
  if (value === null || value === undefined) {
    kept.delete(key);
    return { key };
  }
  if (typeof value !== "string") return fault("bad_request", "value must be a text.");
  const tooMany = !kept.has(key) && kept.size >= KEYS_AT_MOST;
  if (tooMany || new Blob([key, value]).size > BYTES_AT_MOST) {
    return fault("storage_exhaustion", `At most ${KEYS_AT_MOST} keys of ${BYTES_AT_MOST} bytes are kept.`);
  }
  kept.set(key, value);
  return { key, value };
}

/** @param {Message} sent */
function get({ key }) {
  if (typeof key !== "string" || !key) return fault("bad_request", "key must be a text.");
  return { key, value: kept.get(key) ?? null };
}

function capabilities() {
  const named = isStorageFrame || place === "_parent" ? {} : { frame: "lti_storage" };
  const storage = ["lti.put_data", "lti.get_data"].map((subject) => ({ subject, ...named }));
  return { supported_messages: [{ subject: "lti.capabilities" }, ...storage, { subject: "lti.frameResize" }] };
}

/** @param {Message} sent */
function resize({ height }) {
  if (!frame || typeof height !== "number" || !Number.isFinite(height)) {
    return fault("bad_request", "height must be a number, and come from a frame.");
  }
  const given = Math.min(Math.max(height, HEIGHTS.least), HEIGHTS.most);
  frame.style.height = `${given}px`;
  return { height: given };
}

/** @type {Record<string, (sent: Message) => object>} */
const ANSWERS = { "lti.capabilities": capabilities, "lti.frameResize": resize };
if (place === "here" || place === "_parent") Object.assign(ANSWERS, { "lti.put_data": put, "lti.get_data": get });

/** @param {MessageEvent} event */
function answer(event) {
  const sent = event.data;
  if (event.origin !== origin || typeof sent?.subject !== "string" || !sent.subject.startsWith("lti.")) return;
  if (sent.subject.endsWith(".response")) return;
  const known = Object.hasOwn(ANSWERS, sent.subject) ? ANSWERS[sent.subject] : undefined;
  const told = !known
    ? fault("unsupported_subject", `${sent.subject} is not answered here.`)
    : typeof sent.message_id !== "string" || !sent.message_id
      ? fault("bad_request", "message_id must be a text.")
      : known(sent);
  event.source?.postMessage(
    { subject: `${sent.subject}.response`, message_id: sent.message_id, ...told },
    { targetOrigin: event.origin },
  );
}

if (place !== "silent" && place !== "none") addEventListener("message", answer);
