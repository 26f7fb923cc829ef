/** Skip rules: the twin of surveys/rules.py. tests/conformance/rules.json holds what both must say. */

/** @type {Record<string, (value: number, limit: number) => boolean>} */
const comparisons = {
  lt: (value, limit) => value < limit,
  le: (value, limit) => value <= limit,
  gt: (value, limit) => value > limit,
  ge: (value, limit) => value >= limit
};

/**
 * Whether nobody answered: null, "", [] or {}.
 * @param {unknown} value
 * @returns {value is null | undefined | ""}
 */
export const isBlank = (value) =>
  value == null || value === "" || (typeof value == "object" && !Object.keys(value).length);

/**
 * Whether a rule is true for these answers and facts.
 * @param {Rule} tree
 * @param {Map<string, any>} values question → answer, "school.…" → number; a test of a missing or blank value is false
 * @returns {boolean}
 */
export function holds([name, ...parts], values) {
  if (name == "and") return parts.every((part) => holds(part, values));
  if (name == "or") return parts.some((part) => holds(part, values));
  if (name == "not") return !holds(parts[0], values);
  const value = values.get(parts[0]);
  if (name == "answered") return !isBlank(value);
  if (name in comparisons) return Number.isInteger(value) && comparisons[name](value, parts[1]);
  const given = [value].flat();
  return name == "all_of"
    ? parts[1].every((/** @type {string} */ code) => given.includes(code))
    : [parts[1]].flat().some((code) => given.includes(code));
}
