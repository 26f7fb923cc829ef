/** The script of the translator's page: Ctrl+Enter (or ⌘+Enter) says "This is right". The page works without it. */

const form = /** @type {HTMLFormElement} */ (document.getElementById("words-form"));

form.addEventListener("keydown", (event) => {
  if (event.key != "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(/** @type {HTMLButtonElement} */ (form.querySelector('[value="right"]')));
});
