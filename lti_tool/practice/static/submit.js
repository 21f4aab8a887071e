// @ts-check
// Sends the one form of a page that only passes something on.
const form = document.getElementById("launch");
if (form instanceof HTMLFormElement) form.submit();
