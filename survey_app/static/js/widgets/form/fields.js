/** Questions and answers in the form. A question is the element "q-<name>"; its fields have the contract's names. */

/** @param {HTMLElement} element */
const ruleOf = (element) => element.dataset.when && JSON.parse(element.dataset.when);

/**
 * The questions inside an element, in order.
 * @param {HTMLElement} element
 */
export const questionsOf = (element) => [...element.querySelectorAll("[id^=q-]")];

/** @param {HTMLElement} question */
export const nameOf = (question) => question.id.slice(2);

/**
 * A section as surveys/flow.py knows it, from its element.
 * @param {HTMLElement} section
 * @returns {Outline}
 */
export const outline = (section) => ({
  when: ruleOf(section),
  questions: questionsOf(section).map((question) => ({ name: nameOf(question), when: ruleOf(question) }))
});

/**
 * The current answer to a question: null or [] when blank.
 * @param {HTMLElement} question
 * @returns {[answer: any, other: string | undefined]} the answer, and the text beside "other"
 */
export function read(question) {
  /** @type {any} */
  let answer = null;
  let other;
  for (const field of question.querySelectorAll("input,textarea")) {
    const part = field.name.slice(nameOf(question).length + 1);
    if (field.type == "checkbox") {
      answer ??= [];
      if (field.checked) answer.push(field.value);
    } else if (field.type == "radio") {
      if (field.checked) answer = part ? { ...answer, [part]: field.value } : field.value;
    } else if (part) other = field.value.trim();
    else answer = field.value.trim() || null;
  }
  // Rules compare numbers.
  return [question.dataset.lowest && /^-?\d{1,9}$/.test(answer) ? +answer : answer, other];
}

/** @param {HTMLElement} form */
const fieldsOf = (form) => form.querySelectorAll("section input,section textarea");
/** @param {HTMLInputElement} field */
const isTick = ({ type }) => type == "radio" || type == "checkbox";

/**
 * What the fields of a form hold.
 * @param {HTMLElement} form
 * @returns {Held}
 */
export const heldBy = (form) =>
  [...fieldsOf(form)]
    .filter((field) => (isTick(field) ? field.checked : field.value))
    .map(({ name, value }) => [name, value]);

/**
 * Make the fields of a form hold exactly this, except the one that a person just touched, or those inside it.
 * @param {HTMLElement} form
 * @param {Held} held
 * @param {HTMLInputElement} [touched]
 */
export function restore(form, held, touched) {
  for (const field of fieldsOf(form)) {
    if (touched?.contains(field)) continue;
    const values = held.filter(([name]) => name == field.name).map(([, value]) => value);
    const [value = ""] = values;
    if (isTick(field)) field.checked = values.includes(field.value);
    // Some browsers move the cursor whenever a script sets a text.
    else if (field.value != value) field.value = value;
  }
  if (touched?.type == "radio") touched.checked = true;
}
