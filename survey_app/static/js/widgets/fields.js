/** Questions and answers in the form. A question is the element "q-<name>"; its fields are named as the contract says. */

const ruleOf = (element) => element.dataset.when && JSON.parse(element.dataset.when);

/** The questions inside an element, in order. */
export const questionsOf = (element) => [...element.querySelectorAll("[id^=q-]")];

export const nameOf = (question) => question.id.slice(2);

/** What surveys/flow.py calls a section, from its element. */
export const outline = (section) => ({
  when: ruleOf(section),
  questions: questionsOf(section).map((question) => ({ name: nameOf(question), when: ruleOf(question) })),
});

/**
 * The answer to a question as it stands: null or [] when blank.
 * @returns {[*, string|undefined]} the answer, and what was typed beside "other"
 */
export function read(question) {
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

/** Put values back into the fields they came from. */
export function restore(form, entries) {
  for (const [name, value] of entries) {
    for (const field of form.querySelectorAll(`[name="${name}"]`)) {
      if (field.type == "radio" || field.type == "checkbox") field.checked ||= field.value == value;
      else field.value = value;
    }
  }
}
