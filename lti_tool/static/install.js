/** The end of an installation: tell the LMS to close this frame or window, as LTI has it. */

import { all, find } from "./dom.js";

const button = find("[data-close]");
const lms = window.opener || (window.parent !== window ? window.parent : null);

if (button && lms) {
  button.hidden = false;
  for (const line of all("[data-by-hand]")) line.hidden = true;
  button.addEventListener("click", () => {
    lms.postMessage({ subject: "org.imsglobal.lti.close" }, "*"); // says nothing that is secret
    window.close(); // a frame stays, which the LMS takes away
  });
}
