// @ts-check
// Waits until the tool says that its registration page can be closed, and goes on to the tools.
const region = /** @type {HTMLElement} */ (document.querySelector("[data-registering]"));
const frame = region.querySelector("iframe");

/** @param {MessageEvent} event */
function closed(event) {
  if (event.origin !== region.dataset.origin || event.data?.subject !== "org.imsglobal.lti.close") return;
  if (frame) frame.remove();
  else if (event.source && "close" in event.source) /** @type {Window} */ (event.source).close();
  location.assign(region.dataset.after ?? "/tools");
}

addEventListener("message", closed);
