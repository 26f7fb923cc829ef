/** Send a response. Believe that it arrived only when its own id comes back. */

const PATIENCE = 20000;

/** @param {number} bits */
const random = (bits) => crypto.getRandomValues(new Uint8Array(1))[0] & bits;

/** A version 4 UUID, made by hand: crypto.randomUUID is missing on pages without https. */
export const newId = () =>
  "00000000-0000-4000-8000-000000000000".replace(/[08]/g, (/** @type {any} */ digit) =>
    (digit ^ random(15 >> (digit / 4))).toString(16)
  );

/** What only this device knows of a response. It binds the receipt to the answers: 22 characters of base64url. */
export const newSalt = () => "0".repeat(22).replace(/0/g, () => random(31).toString(32));

/**
 * Post a response.
 * @param {string} address
 * @param {ResponseBody | Envelope} response
 * @returns {Promise<Outcome>} the receipt; or why it failed: "closed", "busy", "refused" (for good), "offline"
 *   (anything that is not our server's word)
 */
export async function send(address, response) {
  let status = 0;
  try {
    const reply = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(response),
      redirect: "error",
      signal: AbortSignal.timeout?.(PATIENCE)
    });
    status = reply.status;
    const said = await reply.json();
    // A captive portal answers 200 to everything. Only our own id in the answer is a receipt.
    if (reply.ok && said.id == response.id && said.status == "stored") return said;
    // Another response has our id, maybe from a sister or brother on the same page. The server gives us a new id.
    if (said.error?.code == "id_used") return send(address, { ...response, anew: true });
    if (said.error && status < 500 && status != 429) return { failure: status == 410 ? "closed" : "refused" };
  } catch {
    // No connection, no JSON, too slow: the response is still here, and we can send the same id again.
  }
  return { failure: status == 429 || status == 503 ? "busy" : "offline" };
}
