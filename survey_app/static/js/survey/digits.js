/** Digits of every script. Pure. */

/**
 * The value of a digit of any script. The ten digits of a script stand in a row. Rows stand apart or follow each other.
 * @param {any} digit a character
 * @returns {any} 0 to 9
 */
export function western(digit) {
  let before = digit.codePointAt();
  while (/\p{Nd}/u.test(String.fromCodePoint(--before)));
  return (digit.codePointAt() - before - 1) % 10;
}
