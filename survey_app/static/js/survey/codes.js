/** Access codes: the twin of surveys/access_codes.py. Pure. */

import { western } from "./digits.js";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * The code that was typed, in whatever way; O for 0, I and L for 1 are forgiven.
 * @param {string} typed
 * @returns {string | null} ten letters and digits; null: a typing error
 */
export function readCode(typed) {
  // Letters and digits alone count; tatweel and the long vowel of Japanese are letters to Unicode, and dashes here.
  const signs = typed
    .slice(0, 200)
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]|[ـー]/gu, "")
    .replace(/\p{Nd}/gu, western);
  const code = signs.toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");
  const digits = [...code].map((sign) => ALPHABET.indexOf(sign));
  if (digits.length != 10 || digits.includes(-1)) return null;
  // The last is the sum of the others, and nothing but 0 is 0 once it was multiplied.
  return digits.reduce((total, digit) => twice(total ^ digit), 0) ? null : code;
}

/**
 * In GF(32).
 * @param {number} value
 */
const twice = (value) => (value & 16 ? (value << 1) ^ 37 : value << 1);
