/** A graph comes alive: neighbourhoods, keys and buttons over the native controls that stand in it.
 * Moving and zooming is in canvas.js. */

import { canvas } from "./canvas.js";
import { all, announce, find } from "./dom.js";

/** @param {HTMLElement} root */
export function enliven(root) {
  const nodes = all(".node", root);
  const paths = all(".edge", root);
  const line = find("[data-about-line]", root);
  const whole = /** @type {HTMLInputElement | null} */ (find("[data-whole]", root));
  const resting = [...(line?.childNodes ?? [])];
  const move = canvas(root);

  /** Show one neighbourhood (itself, what it reads, what it feeds, the way to it from its cause),
   * or with "" the whole again. @param {string} name */
  function show(name) {
    const near = new Set([name]);
    const way = nodes.find(({ dataset }) => dataset.name === name)?.dataset.path?.split(" ") ?? [];
    for (const { classList, dataset: { source = "", target = "" } } of paths) {
      const leads = way.includes(source) && way[way.indexOf(source) + 1] === target;
      const touches = leads || source === name || target === name;
      if (touches) near.add(source).add(target);
      classList.toggle("near", touches);
      classList.toggle("way", leads);
    }
    root.classList.toggle("focusing", name !== "");
    for (const node of nodes) {
      node.classList.toggle("near", near.has(node.dataset.name ?? ""));
      node.classList.toggle("here", node.dataset.name === name);
    }
    const about = name && root.parentElement?.querySelector(`[data-about="${CSS.escape(name)}"]`);
    line?.replaceChildren(...(about ? [...about.cloneNode(true).childNodes] : resting));
    return about ? about.textContent?.trim() ?? "" : "";
  }

  /** @param {any} target @returns {HTMLElement | null} */
  const nodeOf = (target) => target?.closest("[data-name]") ?? null; // or its boxes below the graph
  /** @param {HTMLElement | null} node */
  const control = (node) => /** @type {HTMLInputElement | null} */ (node?.querySelector("input, select") ?? null);
  const chosen = () => find("input:checked", root)?.getAttribute("value") ?? "";

  if (whole) {
    root.addEventListener("change", () => announce(show(chosen()) || (whole.labels?.[0].textContent ?? "")));
    for (const kind of ["pointerover", "pointerleave"]) root.addEventListener(kind, ({ target }) => {
      const name = nodeOf(target)?.dataset.name; // of a step and of what it makes
      for (const { classList, dataset } of nodes) classList.toggle("pointed", dataset.name === name);
    });
    show(chosen());
  } else {
    // Keyboard focus holds while the pointer is elsewhere.
    const focused = () => nodeOf(find(":focus-visible", root))?.dataset.name ?? "";
    root.addEventListener("pointerover", (event) => show(nodeOf(event.target)?.dataset.name ?? focused()));
    root.addEventListener("pointerleave", ({ pointerType }) => { if (pointerType !== "touch") show(focused()); });
    root.addEventListener("focusin", () => { if (focused()) show(focused()); });
    root.addEventListener("focusout", ({ relatedTarget }) => { if (!root.contains(/** @type {Node} */ (relatedTarget))) show(""); });
  }

  /** The control to go to from a node: along an edge, or within its column. @param {HTMLElement} from @param {string} key */
  function next(from, key) {
    const { name, column, row } = from.dataset;
    const far = (/** @type {HTMLElement} */ node) => Number(node.dataset.row) - Number(row);
    const siblings = key === "ArrowUp" || key === "ArrowDown";
    const ahead = all(".node", from.parentElement ?? root).filter((node) => {
      if (!control(node)) return false;
      if (siblings) return node.dataset.column === column && far(node) * (key === "ArrowUp" ? -1 : 1) > 0;
      const [tail, head] = key === "ArrowRight" ? [name, node.dataset.name] : [node.dataset.name, name];
      return paths.some(({ dataset }) => dataset.source === tail && dataset.target === head);
    });
    return control(ahead.sort((a, b) => Math.abs(far(a)) - Math.abs(far(b)))[0] ?? null);
  }

  /** @param {HTMLInputElement} input */
  function go(input) {
    input.focus();
    if (input.type === "radio") input.click(); // as arrows do in any group of radios
  }

  root.addEventListener("keydown", (event) => {
    const at = /** @type {HTMLElement} */ (event.target);
    const node = nodeOf(at);
    // A list has its own use for arrows, letters and numbers.
    if (!find(".graph-view:focus-within:not(:has(select:focus))", root) || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { "+": "in", "=": "in", "-": "out", "0": "fit" }[event.key];
    if (act) move(act);
    else if (event.key === "Escape") leave();
    else if (node && event.key === "Enter") { // in a form it would submit
      if (!event.repeat) control(node)?.click();
    } else if (node && /^f$/i.test(event.key)) {
      show(node.dataset.name ?? "");
      node.scrollIntoView({ block: "nearest", inline: "center" });
    } else if ((node || whole) && event.key.startsWith("Arrow")) {
      const input = node ? next(node, event.key) : find("input:checked", at) ?? find("input", at);
      if (input) go(/** @type {HTMLInputElement} */ (input));
    } else return;
    event.preventDefault();
  });

  function leave() {
    whole?.click();
    show("");
    find("[data-graph-end]", root)?.focus({ preventScroll: true });
  }

  root.classList.add("is-live");
}

all("[data-graph]").forEach(enliven);
