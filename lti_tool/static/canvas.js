/** Moving and zooming: the views of one graph scroll and zoom as one.
 * Zoom is CSS `zoom`, not a transform, so that what can be scrolled to stays right by itself. */

const LEAST = 0.5; // a node is then 26 px high, a target still
const MOST = 2;
const SLIP = 4; // px that a press may move and still be a click

/** @param {HTMLElement} root */
export function canvas(root) {
  const views = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".graph-view")]);
  const tools = /** @type {HTMLElement | null} */ (root.querySelector("[data-tools]"));
  const planes = views.map((view) => /** @type {HTMLElement} */ (view.firstElementChild));
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

  /** Which buttons make sense now. */
  function refresh() {
    const [view] = views;
    const wide = view.scrollWidth > view.clientWidth + 1;
    const pannable = wide || view.scrollHeight > view.clientHeight + 1;
    for (const each of views) each.classList.toggle("pannable", pannable);
    if (!tools) return;
    tools.hidden = false;
    for (const button of tools.querySelectorAll("button")) {
      const { act } = button.dataset;
      button.hidden = (act === "left" || act === "right") && !wide;
    }
  }

  const fit = () => zoomTo(Math.min(1, views[0].clientWidth / (planes[0].offsetWidth / currentZoomOf(planes[0]) + 8)));
  /** offsetWidth is before or after zoom, depending on the engine's age. @param {HTMLElement} plane */
  const currentZoomOf = (plane) => (Math.abs(plane.offsetWidth - plane.getBoundingClientRect().width) < 2 ? zoom : 1);

  /** @param {string} act */
  function act(act) {
    const view = views[0];
    if (act === "in") zoomTo(zoom * 1.25);
    else if (act === "out") zoomTo(zoom / 1.25);
    else if (act === "fit") fit();
    else view.scrollBy({ left: (act === "left" ? -0.6 : 0.6) * view.clientWidth });
  }

  /** Bring these nodes into view, as large as they were if they fit. @param {HTMLElement[]} nodes */
  function frame(nodes) {
    const view = nodes[0]?.closest(".graph-view");
    if (!(view instanceof HTMLElement)) return;
    const extent = () => {
      const rects = nodes.map((node) => node.getBoundingClientRect());
      const [left, right] = [Math.min(...rects.map((r) => r.left)), Math.max(...rects.map((r) => r.right))];
      const [top, bottom] = [Math.min(...rects.map((r) => r.top)), Math.max(...rects.map((r) => r.bottom))];
      return { left, top, width: right - left, height: bottom - top };
    };
    const { width } = extent();
    if (width > view.clientWidth - 24) zoomTo((zoom * (view.clientWidth - 24)) / width, view);
    const [now, box] = [extent(), view.getBoundingClientRect()];
    view.scrollBy(now.left - box.left - (view.clientWidth - now.width) / 2, now.top - box.top - (view.clientHeight - now.height) / 2);
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
    const box = view.getBoundingClientRect();
    zoomTo(wanted, view, event.clientX - box.left, event.clientY - box.top);
  }

  /** Touch pans by scrolling; this is for mouse and pen. A drag never picks a node. @param {HTMLElement} view */
  function dragToPan(view) {
    /** @type {{x: number, y: number, left: number, top: number, moved: boolean} | null} */
    let from = null;
    view.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "touch" || event.button !== 0) return;
      from = { x: event.clientX, y: event.clientY, left: view.scrollLeft, top: view.scrollTop, moved: false };
    });
    view.addEventListener("pointermove", (event) => {
      if (!from) return;
      const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
      if (!from.moved && Math.hypot(dx, dy) > SLIP) {
        from.moved = true;
        view.setPointerCapture(event.pointerId);
        view.classList.add("panning");
      }
      if (from.moved) view.scrollTo(from.left - dx, from.top - dy);
    });
    const end = () => {
      const dragged = from?.moved;
      from = null;
      view.classList.remove("panning");
      if (!dragged) return;
      const swallow = (/** @type {Event} */ event) => { event.preventDefault(); event.stopPropagation(); };
      view.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => view.removeEventListener("click", swallow, { capture: true }), 0);
    };
    view.addEventListener("pointerup", end);
    view.addEventListener("pointercancel", end);
  }

  /** @param {HTMLElement} view */
  function pinch(view) {
    /** @type {{apart: number, zoom: number} | null} */
    let start = null;
    const measure = (/** @type {TouchEvent} */ { touches: [a, b] }) => ({
      apart: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
      x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2,
    });
    view.addEventListener("touchstart", (event) => {
      start = event.touches.length === 2 ? { apart: measure(event).apart, zoom } : null;
    }, { passive: true });
    view.addEventListener("touchmove", (event) => {
      if (!start || event.touches.length !== 2) return;
      event.preventDefault();
      const { apart, x, y } = measure(event);
      const box = view.getBoundingClientRect();
      zoomTo((start.zoom * apart) / start.apart, view, x - box.left, y - box.top);
    }, { passive: false });
  }

  refresh();
  return { act, frame };
}
