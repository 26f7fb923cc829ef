/**
 * The outbox. Every finished response goes in here first, sealed. Then it is posted, and only its receipt takes it out.
 * Nothing else ever takes one out. The same code runs in pages and in the service worker.
 */

import { newId } from "../survey/sending.js";
import { judge } from "./acknowledgement.js";
import { fromBase64, seal, toBase64 } from "./sealing.js";
import { readAll, readOne, revise, write } from "./store.js";

/** The protocol of what we post. The server takes this one and the one before. */
export const PROTOCOL = 1;
const PATIENCE_WITH_POST = 20000;
const LOCK = "survey_app outbox";

/**
 * Put a finished response into the outbox, and remove its draft in the same transaction.
 * @param {string} address where to post it: "/s/merced-high/student/responses"
 * @param {ResponseBody} response
 * @param {Kit} kit of the server
 * @param {string} draft the name of its draft
 * @returns {Promise<string>} its name in the outbox, once it is on disk; rejects if it could not be kept
 */
export async function putResponse(address, response, kit, draft) {
  const body = JSON.stringify(await enclose(address, response, kit));
  // The time is for people to read: nothing depends on the clock of a device.
  // Its name is not its id: another response may have the same id, and must not be lost.
  const name = newId();
  const item = { id: name, address, body, at: Date.now(), why: "", help: "" };
  await write(["outbox", "drafts"], (store) =>
    Promise.all([store("outbox").put(item, name), store("drafts").delete(draft)])
  );
  return name;
}

/**
 * The envelope of a response, see `putResponse`; rejects where this browser cannot seal.
 * @param {string} address
 * @param {ResponseBody} response
 * @param {Kit} kit
 * @returns {Promise<Envelope>}
 */
export async function enclose(address, response, { key, sizes }) {
  const { id, version } = response;
  const info = `survey_app 1 ${linkOf(address)} ${id}`;
  const sealed = await seal(JSON.stringify(response, withoutControls), fromBase64(key.public), info, sizes?.[version]);
  return { protocol: PROTOCOL, id, key: key.id, sealed: toBase64(sealed) };
}

/**
 * The server drops control characters too. Here they would take more room than a size allows for a character.
 * @param {string} _
 * @param {unknown} value
 */
const withoutControls = (_, value) =>
  typeof value == "string" ? value.replace(/\v/g, "\n").replace(/[\x01-\x08\x0e-\x1f]/g, "") : value;

/**
 * school/audience of an address.
 * @param {string} address
 */
const linkOf = (address) => address.split("/").slice(2, 4).join("/");

/** The responses that wait, the oldest first by this device's clock. */
export const waiting = async () => (await readAll("outbox")).sort((one, other) => one.at - other.at);

/**
 * Post what waits, one at a time; other tabs and the worker wait for their turn.
 * @param {string} [first] the name of a response to begin with, even if it was refused before
 * @param {typeof post} [send]
 * @returns {Promise<Delivery>}
 */
export const deliver = (first = "", send = post) => alone(() => deliverAll(first, send));

/**
 * @param {() => Promise<Delivery>} act
 * @returns {Promise<Delivery>}
 */
const alone = (act) => (navigator.locks ? navigator.locks.request(LOCK, act) : act());

/**
 * @param {string} first
 * @param {typeof post} send
 */
async function deliverAll(first, send) {
  const items = (await waiting()).filter((item) => !item.help || item.id == first);
  items.sort((one, other) => +(other.id == first) - +(one.id == first));
  const outcome = { left: items.length, wait: "", after: 0 };
  for (const item of items) {
    const verdict = await verdictOn(item, send);
    await note(item, verdict);
    if (!verdict.wait) outcome.left--;
    else Object.assign(outcome, verdict);
    // The others would fare the same, so they stay as they are.
    if (["offline", "busy"].includes(outcome.wait)) break;
  }
  return outcome;
}

/**
 * @param {OutboxItem} item
 * @param {typeof post} send
 */
async function verdictOn({ address, body }, send) {
  const said = JSON.parse(body);
  const verdict = judge(await send(address, body), said.id);
  if (verdict.help != "id_used") return verdict;
  // Another response has its id. We cannot open this one here to give it a new id, so the server does.
  return judge(await send(address, JSON.stringify({ ...said, anew: true })), said.id);
}

/**
 * @param {OutboxItem} item
 * @param {Verdict} verdict
 */
async function note(item, verdict) {
  await revise(["outbox", "receipts"], async (store) => {
    // Where there are no locks, another copy of us may have taken it out.
    if (!(await store("outbox").get(item.id))) return;
    const { receipt, notTaken = [] } = verdict;
    if (receipt != null) {
      await Promise.all([
        store("outbox").delete(item.id),
        store("receipts").put({ id: item.id, receipt, notTaken }, item.id)
      ]);
    } else await store("outbox").put({ ...item, why: verdict.wait || "", help: verdict.help || "" }, item.id);
  });
}

/**
 * @param {string} address
 * @param {string} body
 * @returns {Promise<Reply | null>}
 */
async function post(address, body) {
  try {
    const reply = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
      redirect: "error",
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout?.(PATIENCE_WITH_POST)
    });
    return {
      status: reply.status,
      type: reply.headers.get("Content-Type") || "",
      after: reply.headers.get("Retry-After") || "",
      words: await reply.text()
    };
  } catch {
    // No connection, a redirect, an answer cut off, or too slow: this is not our server's word.
    return null;
  }
}

/**
 * Where a response is, by its name in the outbox: {receipt} once it arrived, {item} while it waits, else {}.
 * @param {string} id
 * @returns {Promise<Whereabouts>}
 */
export async function whereIs(id) {
  const receipt = await readOne("receipts", id);
  return receipt ? { receipt } : { item: await readOne("outbox", id) };
}

/** What waits, as a file that staff can import: docs/offline-files.md. All of it stays here too: files get lost. */
export async function toFile() {
  const responses = (await waiting()).map(({ address, body }) => ({
    address: address.replace(/\/responses$/, ""),
    body: JSON.parse(body)
  }));
  return JSON.stringify({ format: "survey_app responses", protocol: PROTOCOL, responses }, null, 1);
}
