/** What is asked: the twin of surveys/flow.py. tests/conformance/flow.json holds what both must say. */

import { holds } from "./rules.js";

/**
 * The names of the questions that are asked, in order.
 * If a question is not asked, its answer counts as missing. So hiding one question hides those that depend on it.
 * @param {Outline[]} sections the sections of this school
 * @param {Map<string, Answer>} answers question → answer
 * @param {[string, Answer][]} [facts] of the school; none on our pages, where the server has settled them
 * @returns {Set<string>}
 */
export function asked(sections, answers, facts = []) {
  /** @type {Map<string, Answer | undefined>} */
  const values = new Map(facts);
  const names = new Set();
  /** @param {{when?: Rule}} asked */
  const isAsked = ({ when }) => !when || holds(when, values);
  for (const section of sections) {
    if (!isAsked(section)) continue;
    for (const question of section.questions) {
      if (!isAsked(question)) continue;
      names.add(question.name);
      values.set(question.name, answers.get(question.name));
    }
  }
  return names;
}
