/** The device's own database: responses that wait, unfinished answers, receipts, settings. Nothing else opens it. */

import { openDB } from "../vendor/idb.js";

const STORES = ["outbox", "drafts", "receipts", "settings"];
// What the system says of a connection that it closed behind our back, as phones do with pages in the background.
const CLOSED = ["InvalidStateError", "UnknownError", "AbortError"];

let connection = null;

function connect() {
  connection ??= openDB("survey_app", 1, {
    upgrade: (db) => STORES.forEach((name) => db.createObjectStore(name)),
    blocking: disconnect,
    terminated: () => (connection = null)
  });
  return connection;
}

async function disconnect() {
  const closing = connection;
  connection = null;
  (await closing)?.close();
}

async function transact(names, mode, act) {
  const transaction = (await connect()).transaction(names, mode, { durability: "strict" });
  const [result] = await Promise.all([act((name) => transaction.objectStore(name)), transaction.done]);
  return result;
}

async function again(names, mode, act) {
  try {
    return await transact(names, mode, act);
  } catch (error) {
    connection = null;
    if (!CLOSED.includes(error.name)) throw error;
    return transact(names, mode, act);
  }
}

/**
 * Change stores in one transaction: all of it or nothing.
 * @param {string[]} names of the stores
 * @param {(store: (name: string) => object) => Promise} act asks for changes, and waits for nothing else
 * @returns {Promise} what `act` gives, once everything is on disk. Rejects with what the browser says, such as
 *   QuotaExceededError; nothing has changed then.
 */
export const write = (names, act) => again(names, "readwrite", act);

/** Everything in a store. */
export const readAll = (name) => again([name], "readonly", (store) => store(name).getAll());

/** What a store holds under a key; undefined when nothing. */
export const readOne = (name, key) => again([name], "readonly", (store) => store(name).get(key));

/** Put one thing under a key. */
export const writeOne = (name, key, value) => write([name], (store) => store(name).put(value, key));

/** Take one thing away. */
export const eraseOne = (name, key) => write([name], (store) => store(name).delete(key));

/**
 * Whether this device can keep things: tried out, for some browsers say that they can and cannot, or never answer.
 * @param {*} probe something of the hardest kind that will be kept
 */
export async function canRemember(probe) {
  try {
    const tried = writeOne("settings", "probe", probe).then(() => eraseOne("settings", "probe"));
    await Promise.race([tried, new Promise((_, reject) => setTimeout(reject, 5000))]);
    return true;
  } catch {
    return false;
  }
}
