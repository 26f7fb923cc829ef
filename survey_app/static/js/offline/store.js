/** The device's own database: responses that wait, unfinished answers, receipts, settings. Nothing else opens it. */

import { openDB } from "../vendor/idb.js";

const STORES = ["outbox", "drafts", "receipts", "settings"];
// The error for a connection that the system closed behind our back. Phones do that with pages in the background.
const CLOSED = ["InvalidStateError", "UnknownError", "AbortError"];

/** @type {Promise<import("../vendor/idb.js").Database> | null} */
let connection = null;

/** @type {Set<import("../vendor/idb.js").Transaction>} those that need their page until they end */
const running = new Set();

/** @param {import("../vendor/idb.js").Transaction} transaction */
function mind(transaction) {
  const forget = () => running.delete(transaction);
  running.add(transaction);
  transaction.done.then(forget, forget);
}

function connect() {
  connection ??= openDB("survey_app", 1, {
    upgrade: (db, _from, _to, transaction) => {
      mind(transaction);
      STORES.forEach((name) => db.createObjectStore(name));
    },
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

/**
 * @typedef {{ mode: IDBTransactionMode, isOneStep: boolean }} Manner isOneStep: whether `act` asks for all at once
 * @type {Manner}
 */
const READING = { mode: "readonly", isOneStep: true };
/** @type {Manner} */
const WRITING = { mode: "readwrite", isOneStep: true };
/** @type {Manner} */
const REVISING = { mode: "readwrite", isOneStep: false };

/**
 * @template Result
 * @param {(keyof Stores)[]} names
 * @param {Manner} manner
 * @param {(store: OpenStore) => Promise<Result>} act
 * @returns {Promise<Result>}
 */
async function transact(names, { mode, isOneStep }, act) {
  const transaction = (await connect()).transaction(names, mode, { durability: "strict" });
  const acting = act((name) => transaction.objectStore(name));
  // WebKit's page cache stops a page in the middle of a transaction, and all other pages then wait for it. One that is
  // committed needs its page no more.
  if (isOneStep) transaction.commit?.();
  else mind(transaction);
  return (await Promise.all([acting, transaction.done]))[0];
}

// A transaction that still needs its page is done again when the page comes back.
addEventListener("pagehide", () => {
  for (const transaction of running) transaction.abort();
});

/**
 * @template Result
 * @param {(keyof Stores)[]} names
 * @param {Manner} manner
 * @param {(store: OpenStore) => Promise<Result>} act
 * @returns {Promise<Result>}
 */
async function again(names, manner, act) {
  try {
    return await transact(names, manner, act);
  } catch (error) {
    connection = null;
    if (!CLOSED.includes(/** @type {Error} */ (error).name)) throw error;
    return transact(names, manner, act);
  }
}

/**
 * Change stores in one transaction: all of it or nothing.
 * @template Result
 * @param {(keyof Stores)[]} names of the stores
 * @param {(store: OpenStore) => Promise<Result>} act asks for all changes at once, without waiting
 * @returns {Promise<Result>} what `act` gives, once everything is on disk. Rejects with the browser's error, such as
 *   QuotaExceededError; then nothing has changed.
 */
export const write = (names, act) => again(names, WRITING, act);

/**
 * Change stores by what they hold, in one transaction; see `write`.
 * @template Result
 * @param {(keyof Stores)[]} names
 * @param {(store: OpenStore) => Promise<Result>} act waits for nothing but the stores
 * @returns {Promise<Result>}
 */
export const revise = (names, act) => again(names, REVISING, act);

/**
 * Everything in a store.
 * @template {keyof Stores} Name
 * @param {Name} name
 * @returns {Promise<Stores[Name][]>}
 */
export const readAll = (name) => again([name], READING, (store) => store(name).getAll());

/**
 * What a store holds under a key; undefined if nothing.
 * @template {keyof Stores} Name
 * @param {Name} name
 * @param {string} key
 * @returns {Promise<Stores[Name] | undefined>}
 */
export const readOne = (name, key) => again([name], READING, (store) => store(name).get(key));

/**
 * Put one thing under a key.
 * @template {keyof Stores} Name
 * @param {Name} name
 * @param {string} key
 * @param {Stores[Name]} value
 */
export const writeOne = (name, key, value) => write([name], (store) => store(name).put(value, key));

/**
 * Take one thing away.
 * @param {keyof Stores} name
 * @param {string} key
 */
export const eraseOne = (name, key) => write([name], (store) => store(name).delete(key));

/**
 * Whether this device can keep things. We try it, because some browsers wrongly say yes, or never answer.
 * @param {unknown} probe something of the hardest kind that will be kept
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
