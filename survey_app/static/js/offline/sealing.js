/**
 * Encryption on the device, with WebCrypto alone.
 * Responses: HPKE (RFC 9180), base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. Only the server can open
 * them. Drafts: AES-GCM with a key that lies beside each, cannot be exported, and goes when the draft goes.
 */

const P256 = { name: "ECDH", namedCurve: "P-256" };
const HMAC = { name: "HMAC", hash: "SHA-256" };
const KEM = [...text("KEM"), 0, 0x10];
const HPKE = [...text("HPKE"), 0, 0x10, 0, 1, 0, 2];
const NOTHING = new Uint8Array();
// The most that the server opens. No survey allows a response larger than the size of its version.
const LARGEST = 65536;

/** Whether this browser can seal. Only a page that came over https can. */
export const canSeal = () => Boolean(globalThis.crypto?.subtle);

/**
 * Seal words for the server.
 * @param {string} words padded with spaces, so that the size does not tell how many there are
 * @param {Uint8Array<ArrayBuffer>} publicKey an uncompressed point, 65 bytes
 * @param {string} info what the seal is bound to
 * @param {number} [size] bytes to pad to; without it, or if it is too small, to the most that the server opens
 * @returns {Promise<Uint8Array>} the encapsulated key, 65 bytes, and the ciphertext
 */
export async function seal(words, publicKey, info, size = LARGEST) {
  const { subtle } = crypto;
  const theirs = await subtle.importKey("raw", publicKey, P256, false, []);
  const ours = await subtle.generateKey(P256, false, ["deriveBits"]);
  const enc = new Uint8Array(await subtle.exportKey("raw", ours.publicKey));
  const dh = await subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
  const shared = await expand(
    KEM,
    await extract(KEM, NOTHING, "eae_prk", dh),
    "shared_secret",
    [...enc, ...publicKey],
    32
  );
  const [key, nonce] = await schedule(shared, text(info));
  const aes = await subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const box = await subtle.encrypt({ name: "AES-GCM", iv: nonce }, aes, padded(text(words), size));
  return bytes(enc, box);
}

/**
 * @param {Uint8Array<ArrayBuffer>} shared
 * @param {Uint8Array} info
 */
async function schedule(shared, info) {
  const context = [
    0,
    ...(await extract(HPKE, NOTHING, "psk_id_hash", NOTHING)),
    ...(await extract(HPKE, NOTHING, "info_hash", info))
  ];
  const secret = await extract(HPKE, shared, "secret", NOTHING);
  return Promise.all([expand(HPKE, secret, "key", context, 32), expand(HPKE, secret, "base_nonce", context, 12)]);
}

/**
 * LabeledExtract of RFC 9180, section 4.
 * @param {number[]} suite
 * @param {Uint8Array<ArrayBuffer>} salt
 * @param {string} label
 * @param {Bytes} secret
 */
const extract = (suite, salt, label, secret) => hmac(salt, bytes(text("HPKE-v1"), suite, text(label), secret));

/**
 * LabeledExpand of RFC 9180, section 4, for lengths up to one block of 32 bytes.
 * @param {number[]} suite
 * @param {Uint8Array<ArrayBuffer>} secret
 * @param {string} label
 * @param {Bytes} context
 * @param {number} length
 */
async function expand(suite, secret, label, context, length) {
  const block = await hmac(secret, bytes([0, length], text("HPKE-v1"), suite, text(label), context, [1]));
  return block.slice(0, length);
}

/**
 * @param {Uint8Array<ArrayBuffer>} secret
 * @param {Uint8Array<ArrayBuffer>} message
 */
async function hmac(secret, message) {
  // HMAC pads a key with zeros, and WebCrypto takes no empty key.
  const key = await crypto.subtle.importKey("raw", secret.length ? secret : new Uint8Array(32), HMAC, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, message));
}

/**
 * @param {Uint8Array} content
 * @param {number} size
 */
function padded(content, size) {
  const filled = new Uint8Array(content.length > size ? Math.max(LARGEST, content.length) : size).fill(32);
  filled.set(content);
  return filled;
}

/** A new key for a draft. */
export const newDraftKey = () =>
  crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

/**
 * Lock a value with the key of its draft.
 * @param {CryptoKey} key
 * @param {unknown} value
 * @returns {Promise<Locked>}
 */
export async function lock(key, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, box: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text(JSON.stringify(value))) };
}

/**
 * Unlock what `lock` made.
 * @param {CryptoKey} key
 * @param {Locked} locked
 * @returns {Promise<any>}
 */
export async function unlock(key, { iv, box }) {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, box)));
}

/**
 * Bytes as base64url without padding, and back.
 * @param {Uint8Array} content
 */
export const toBase64 = (content) =>
  btoa(Array.from(content, (byte) => String.fromCharCode(byte)).join("")).replace(
    /[+/=]/g,
    (sign) => ({ "+": "-", "/": "_" })[sign] || ""
  );
/** @param {string} words */
export const fromBase64 = (words) =>
  Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

/** @param {string} words */
function text(words) {
  return new TextEncoder().encode(words);
}

/** @param {Bytes[]} parts */
function bytes(...parts) {
  const whole = parts.map((part) => new Uint8Array(part));
  const joined = new Uint8Array(whole.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of whole) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
