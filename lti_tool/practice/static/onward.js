// @ts-check
// Leaves the frame that a tool was in, for the page that the one link leads to.
const onward = document.getElementById("onward");
if (onward instanceof HTMLAnchorElement) (window.top ?? window).location.replace(onward.href);
