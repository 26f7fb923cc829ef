/** Access codes: the twin of surveys/access_codes.py. Pure. */

import { western } from "./digits.js";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * Read a code, in whatever way it was typed. Takes O for 0, and I and L for 1.
 * @param {string} typed
 * @returns {string | null} ten letters and digits; null: a typing error
 */
export function readCode(typed) {
  // Only letters and digits count. Unicode calls tatweel and the long vowel of Japanese letters; here they are dashes.
  const signs = typed
    .slice(0, 200)
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]|[ـー]/gu, "")
    .replace(/\p{Nd}/gu, western);
  const code = signs.toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");
  const digits = [...code].map((sign) => ALPHABET.indexOf(sign));
  if (digits.length != 10 || digits.includes(-1)) return null;
  // The last one is the sum of the others, each multiplied, so that only 0 stays 0.
  return digits.reduce((total, digit) => twice(total ^ digit), 0) ? null : code;
}

/**
 * In GF(32).
 * @param {number} value
 */
const twice = (value) => (value & 16 ? (value << 1) ^ 37 : value << 1);
