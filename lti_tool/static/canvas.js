/** Moving and zooming: the views of one graph scroll and zoom as one.
 * CSS `zoom`, unlike a transform, keeps what can be scrolled to right by itself. */

import { all, find } from "./dom.js";

const LEAST = 0.5; // a node is then 26 px high, a target still
const READABLE = 12 / 13; // labels of 13 px are then 12 px
const MOST = 2;
const STEP = 1.25;
/** @type {Record<string, [number, number]>} one cell */
const PANS = { left: [-184, 0], right: [184, 0], up: [0, -76], down: [0, 76] };
const SLIP = 4; // px that a press may move and still be a click

/** @param {HTMLElement} root */
export function canvas(root) {
  const views = all(".graph-view", root);
  const buttons = all("[data-act]", root);
  const planes = all(".plane", root);
  let zoom = 1;

  /** Keep the point (x, y) of a view where it is. @param {number} wanted */
  function zoomTo(wanted, view = views[0], x = view.clientWidth / 2, y = view.clientHeight / 2) {
    const now = Math.min(MOST, Math.max(LEAST, wanted));
    if (now === zoom) return;
    const [left, top] = [(view.scrollLeft + x) / zoom, (view.scrollTop + y) / zoom];
    for (const other of views) other.style.height ||= `${other.offsetHeight}px`; // the page below stays put
    zoom = now;
    for (const plane of planes) plane.style.setProperty("zoom", String(zoom));
    view.scrollTo(left * zoom - x, top * zoom - y);
    refresh();
  }

  /** As zoomTo, at a point of the window. @param {number} wanted @param {HTMLElement} view @param {number} x @param {number} y */
  function zoomAt(wanted, view, x, y) {
    const box = view.getBoundingClientRect();
    zoomTo(wanted, view, x - box.left, y - box.top);
  }

  function refresh() {
    const [view] = views;
    const wide = view.scrollWidth > view.clientWidth + 1;
    const tall = view.scrollHeight > view.clientHeight + 1;
    for (const each of views) each.classList.toggle("pannable", wide || tall);
    for (const button of buttons) {
      const [x, y] = PANS[button.dataset.act ?? ""] ?? [];
      button.hidden = Boolean((x && !wide) || (y && !tall));
    }
  }

  /** @param {string} act */
  function act(act) {
    const view = views[0];
    if (act === "in") zoomTo(zoom * STEP);
    else if (act === "out") zoomTo(zoom / STEP);
    else if (act === "fit") {
      zoomTo(1);
      if (view.scrollWidth > view.clientWidth) zoomTo(READABLE);
    } else view.scrollBy(...PANS[act]);
  }

  for (const view of views) {
    view.addEventListener("scroll", () => {
      for (const other of views) if (other !== view) other.scrollTo(view.scrollLeft, view.scrollTop);
    });
    view.addEventListener("wheel", (event) => wheel(view, event), { passive: false });
    dragToPan(view);
    pinch(view);
    new ResizeObserver(refresh).observe(view);
  }

  /** Plain wheel zooms only while the graph has the focus; at either end the page scrolls on. @param {HTMLElement} view @param {WheelEvent} event */
  function wheel(view, event) {
    const meant = event.ctrlKey || event.metaKey || view.contains(document.activeElement);
    const wanted = zoom * Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002));
    if (!meant || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
    if (!event.ctrlKey && !event.metaKey && (wanted < LEAST || wanted > MOST)) return;
    event.preventDefault();
    zoomAt(wanted, view, event.clientX, event.clientY);
  }

  /** Touch pans by scrolling; this is for mouse and pen. A drag never picks a node. @param {HTMLElement} view */
  function dragToPan(view) {
    /** @type {PointerEvent | null} */
    let last = null;
    let dragged = false;
    view.addEventListener("pointerdown", (event) => {
      dragged = false;
      const list = /** @type {HTMLElement} */ (event.target).matches("select"); // opens, and is dragged over
      last = list || event.pointerType === "touch" || event.button ? null : event;
    });
    view.addEventListener("pointermove", (event) => {
      if (!event.buttons) last = null; // released outside
      if (!last) return;
      const [dx, dy] = [last.clientX - event.clientX, last.clientY - event.clientY];
      if (!dragged && Math.hypot(dx, dy) < SLIP) return;
      dragged = true;
      view.setPointerCapture(event.pointerId);
      view.classList.add("panning");
      view.scrollBy(dx, dy);
      last = event;
    });
    view.addEventListener("lostpointercapture", () => view.classList.remove("panning"));
    view.addEventListener("click", (event) => { if (dragged && event.detail) event.preventDefault(); }, true);
  }

  /** @param {HTMLElement} view */
  function pinch(view) {
    let apart = 0;
    view.addEventListener("touchend", () => { apart = 0; });
    view.addEventListener("touchmove", (event) => {
      const [a, b] = event.touches;
      if (!b) return;
      event.preventDefault();
      const now = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
      if (apart) zoomAt((zoom * now) / apart, view, (a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2);
      apart = now;
    }, { passive: false });
  }

  for (const button of buttons) button.addEventListener("click", () => act(button.dataset.act ?? ""));
  find("[data-tools]", root)?.removeAttribute("hidden");
  refresh();
  return act;
}
