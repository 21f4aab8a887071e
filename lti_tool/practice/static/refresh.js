// @ts-check
// Keeps every element marked data-refresh (and its id) as the server has it, without a reload.
const EVERY = 2000;

/** @param {Element} region @returns {Map<string, string>} */
function grades(region) {
  const found = new Map();
  for (const cell of region.querySelectorAll("[data-student][data-activity]")) found.set(name(cell), cell.innerHTML);
  return found;
}

/** @param {Element} cell */
function name(cell) {
  return ["data-student", "data-activity", "data-line-item"].map((key) => cell.getAttribute(key)).join(" ");
}

/** @param {Element} region @param {Element} newer */
function replace(region, newer) {
  const before = grades(region);
  region.innerHTML = newer.innerHTML;
  for (const cell of region.querySelectorAll("[data-student][data-activity]")) {
    if (before.get(name(cell)) !== cell.innerHTML) cell.classList.add("arrived");
  }
}

/** @type {Map<string, string>} what the server sent last: the page's own HTML gains classes */
const sent = new Map();

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const region of document.querySelectorAll("[data-refresh]")) {
    const newer = page.getElementById(region.id);
    if (!newer || newer.innerHTML === (sent.get(region.id) ?? region.innerHTML)) continue;
    sent.set(region.id, newer.innerHTML);
    replace(region, newer);
  }
}

async function keepUp() {
  try {
    await refresh();
  } catch {
    // The LMS may be restarting: the next look tells.
  }
  setTimeout(keepUp, EVERY);
}

setTimeout(keepUp, EVERY);
