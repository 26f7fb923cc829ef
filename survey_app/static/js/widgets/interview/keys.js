/**
 * Quick entry: while a choice has the focus, a digit takes the choice of that number, and the next question comes.
 * No key does anything elsewhere, so that nobody who speaks to the device or slips answers by accident.
 */

/** @param {SurveyForm} form */
export function byKeys(form) {
  form.addEventListener("keydown", (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (event.ctrlKey || event.altKey || event.metaKey || !/^(radio|checkbox)$/.test(field.type)) return;
    const group = field.closest("fieldset");
    const choices = /** @type {NodeListOf<HTMLInputElement>} */ (group.querySelectorAll(":scope>label>input"));
    const choice = /^[1-9]$/.test(event.key) ? choices[+event.key - 1] : null;
    if (!choice && event.key != "Enter") return;
    event.preventDefault();
    if (choice) {
      choice.focus();
      choice.click();
    }
    // Of several choices, one goes on with the key Enter.
    if (choice?.type != "checkbox") go(form, choice || field, group);
  });
}

/**
 * Go to the text box beside "other", or else to the next question, or to the button that leads on.
 * @param {SurveyForm} form
 * @param {HTMLInputElement} from
 * @param {HTMLElement} group
 */
function go(form, from, group) {
  const places = [...form.querySelectorAll("section input,section textarea,#steps .main,#send .main")];
  const isOther = "other" in from.dataset && from.checked;
  const next = places.find(
    (each) =>
      from.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING &&
      each.getClientRects().length &&
      (!group.contains(each) || (isOther && each.matches(".other input")))
  );
  next?.focus();
}
