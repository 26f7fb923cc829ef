/** Send a response, and believe that it arrived only when its own id comes back. */

const PATIENCE = 20000;

/** A version 4 UUID; crypto.randomUUID is missing on pages without https. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte, at) => ([4, 6, 8, 10].includes(at) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Post a response once.
 * @param {string} address
 * @param {{id: string}} response the body of the contract
 * @returns {Promise<{receipt?: string, failure?: string}>} the receipt; or why it failed: "closed", "busy", "refused" (for good), "offline" (anything that is not our server's word)
 */
export async function send(address, response) {
  let status = 0;
  try {
    const reply = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(response),
      redirect: "error",
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    status = reply.status;
    const said = await reply.json();
    // A captive portal answers 200 to everything: only our own id in the answer is a receipt.
    if (reply.ok && said.id == response.id && said.status == "stored") return said;
    if (said.error && status < 500 && status != 429) return { failure: status == 410 ? "closed" : "refused" };
  } catch {
    // No connection, no JSON, too slow: the response is still here, and the same id can be sent again.
  }
  return { failure: status == 429 || status == 503 ? "busy" : "offline" };
}
