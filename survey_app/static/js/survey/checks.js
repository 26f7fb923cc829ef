/** What a person can correct at once. The server is the judge; this only saves a round trip. */

import { isBlank } from "./rules.js";
import { western } from "./digits.js";

/**
 * What is wrong with an answer.
 * @param {Limits} limits of its question
 * @param {any} answer as it will be sent
 * @returns {string} the code of the problem, as surveys/answers.py names it; "" if nothing is wrong
 */
export function problemOf(limits, answer) {
  if (isBlank(answer)) return "required" in limits ? "required" : "";
  if (answer.length > limits.most) return "too_many";
  // The server counts code points, not UTF-16 units.
  if (limits.longest && [...answer].length > limits.longest) return "too_long";
  if (!limits.lowest) return "";
  // A number pasted from right-to-left text brings invisible marks along.
  const [, digits] = /^[\u061c\u200e\u200f]*(-\p{Nd}{1,11}|\p{Nd}{1,12}|)[\u061c\u200e\u200f]*$/u.exec(answer) || [];
  if (!digits) return digits == null ? "not_a_number" : "";
  const number = +digits.replace(/\p{Nd}/gu, western);
  return number < limits.lowest || number > limits.highest ? "out_of_range" : "";
}
