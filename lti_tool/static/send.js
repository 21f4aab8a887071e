/** Send what this page holds on to the LMS. */

import { find } from "./dom.js";

/** @type {HTMLFormElement | null} */ (find("[data-send]"))?.submit();
