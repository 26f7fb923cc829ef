/** What an answer to a posted response means. Pure: no network, no clock, no storage. */

const SECOND = 1000;
const LONGEST_PAUSE = 300 * SECOND;
const LONGEST_ORDERED = 3600 * SECOND;
// Sending again does not change these refusals. Other 4xx answers do pass: 408, 425, 429, a proxy's 403.
const FOR_GOOD = [403, 404, 409, 410, 413, 415, 422];

/**
 * Judge an answer.
 * @param {Reply | null} reply null when none came
 * @param {string} id of the response that was posted
 * @returns {Verdict} arrived: only if our server repeats the id, because a captive portal answers 200 to everything.
 *   To be sent again: "offline" (no answer), "busy", "strange" (somebody else's answer), "failing". Or refused for good
 */
export function judge(reply, id) {
  if (!reply) return { wait: "offline", after: 0 };
  const said = /^application\/json\b/i.test(reply.type) ? parse(reply.words) : null;
  if ([200, 201].includes(reply.status) && said?.id === id && said.status === "stored") {
    return { receipt: String(said.receipt || ""), notTaken: [said.not_taken || []].flat() };
  }
  if ([429, 503].includes(reply.status)) return { wait: "busy", after: ordered(reply.after) };
  // A response that is too large stays too large, whoever says so.
  if (reply.status == 413) return { help: "too_large" };
  const code = said?.error?.code;
  if (typeof code == "string" && FOR_GOOD.includes(reply.status)) return { help: code };
  return { wait: code ? "failing" : "strange", after: 0 };
}

/**
 * How long to wait before the next try, in milliseconds: by chance up to 1 s, 2 s, 4 s … 5 min. So a school that lost
 * its uplink does not come back in the same second. Never shorter than the server asks.
 * @param {number} tries that failed
 * @param {number} [after]
 * @param {number} [chance] 0 to 1
 */
export const pause = (tries, after = 0, chance = Math.random()) =>
  after + chance * Math.min(LONGEST_PAUSE, SECOND * 2 ** Math.min(tries, 20));

/**
 * @param {string} words
 * @returns {any} null when it is not JSON
 */
function parse(words) {
  try {
    return JSON.parse(words);
  } catch {
    return null;
  }
}

/**
 * Retry-After in seconds. We ignore a date, because this device's clock may be years off.
 * @param {any} after
 */
const ordered = (after) => (/^\d+$/.test(after) ? Math.min(after * SECOND, LONGEST_ORDERED) : 0);
