/** Tells the LMS how tall the page is. Only a height is sent, so any origin may hear it. */

const SUBJECTS = ["lti.frameResize", "org.imsglobal.lti.frameResize"]; // the second is Brightspace's
const SLACK = 2; // px; less is noise, and answering noise can make a frame grow for ever

/** Canvas reads objects, others JSON. @param {Record<string, unknown>} message */
function tell(message) {
  window.parent.postMessage(message, "*");
  window.parent.postMessage(JSON.stringify(message), "*");
}

if (window.parent !== window) {
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
