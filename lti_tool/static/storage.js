// The platform's storage, where it offers one (LTI Client Side postMessages): one question to
// its page, one answer, or silence. Whatever comes, the launch goes on.

const PATIENCE = 2000; // milliseconds: a slow phone answers within them
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

function ask(message) {
  const subject = form ? "lti.get_data" : "lti.put_data";
  const message_id = crypto.getRandomValues(new Uint32Array(4)).join("-");
  return new Promise((resolve) => {
    addEventListener("message", ({ data, origin: from }) => {
      if (from === origin && data?.message_id === message_id) resolve(data);
    });
    const page = frame();
    page?.postMessage({ subject, message_id, ...message }, origin);
    setTimeout(resolve, page ? PATIENCE : 0);
  });
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
