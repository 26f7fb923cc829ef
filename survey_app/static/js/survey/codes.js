/** Access codes: the twin of surveys/access_codes.py. Pure. */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 10;

/** The code that was typed: case, spaces, hyphens, O for 0, I and L for 1 are forgiven. Null: a typing error. */
export function readCode(typed) {
  const code = typed.trim().toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1").replace(/[ \-._–—]/g, "");
  const digits = [...code].map((character) => ALPHABET.indexOf(character));
  if (digits.length != LENGTH || digits.includes(-1)) return null;
  const last = digits.pop();
  const sum = digits.reduce((total, digit) => twice(total ^ digit), 0);
  return sum == last ? code : null;
}

/** In GF(32). */
const twice = (value) => (value & 16 ? (value << 1) ^ 37 : value << 1);
