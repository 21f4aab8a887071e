// The platform's storage, where it offers one (LTI Client Side postMessages): a question to its
// page, asked again while that may still be loading; an answer, or silence. Whatever comes, the
// launch goes on within a second.

const ASKED = 3; // times
const PATIENCE = 300; // milliseconds after each; a busy browser's last longer, for its pages too
const here = document.querySelector("[data-storage]");
const { target, origin, key, value } = here.dataset;
const form = here.querySelector("form");

const kept = await ask(value === undefined ? { key } : { key, value });
if (form) {
  form.elements.browser_secret.value = kept?.value ?? "";
  form.submit();
} else {
  location.replace(here.querySelector("a").href);
}

async function ask(message) {
  const page = frame();
  const subject = form ? "lti.get_data" : "lti.put_data";
  const message_id = crypto.getRandomValues(new Uint32Array(4)).join("-");
  const answered = new Promise((resolve) => {
    addEventListener("message", ({ data, origin: from }) => {
      if (from === origin && data?.message_id === message_id) resolve(data);
    });
  });
  for (let asked = 0; page && asked < ASKED; asked += 1) {
    page.postMessage({ subject, message_id, ...message }, origin);
    const silence = new Promise((resolve) => setTimeout(resolve, PATIENCE));
    const answer = await Promise.race([answered, silence]);
    if (answer) return answer;
  }
  return undefined;
}

// A tool in a tab of its own speaks with the page that opened it.
function frame() {
  const page = window.opener ?? window.parent;
  if (page === window) return undefined;
  try {
    return target === "_parent" ? page : page.frames[target];
  } catch {
    return undefined; // another site's page has no frame of that name
  }
}
