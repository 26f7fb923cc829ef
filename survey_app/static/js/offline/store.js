/** The device's own database: responses that wait, unfinished answers, receipts, settings. Nothing else opens it. */

import { openDB } from "../vendor/idb.js";

const STORES = ["outbox", "drafts", "receipts", "settings"];
// The error for a connection that the system closed behind our back. Phones do that with pages in the background.
const CLOSED = ["InvalidStateError", "UnknownError", "AbortError"];

/** @type {Promise<import("../vendor/idb.js").Database> | null} */
let connection = null;

/** @typedef {import("../vendor/idb.js").Transaction} Transaction */

// WebKit's page cache stops a page in the middle of a transaction, and all other pages then wait for it. One that is
// committed needs its page no more. Safari before 15 cannot commit.
/** @param {Transaction} transaction */
const commit = (transaction) => (transaction.commit ? transaction.commit() : endWithPage(transaction));

/**
 * Give a transaction up with its page: it is done again when the page comes back.
 * @param {Transaction} transaction
 */
function endWithPage(transaction) {
  const end = () => transaction.abort();
  const forget = () => removeEventListener("pagehide", end);
  addEventListener("pagehide", end);
  transaction.done.then(forget, forget);
}

function connect() {
  connection ??= openDB("survey_app", 1, {
    upgrade: (db, _from, _to, transaction) => {
      endWithPage(transaction);
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
 * @template Result
 * @param {(keyof Stores)[]} names
 * @param {IDBTransactionMode} mode
 * @param {(store: OpenStore) => Promise<Result>} act
 * @param {(transaction: Transaction) => void} settle what becomes of the transaction when `act` has begun
 * @returns {Promise<Result>}
 */
async function transact(names, mode, act, settle = commit) {
  const once = async () => {
    const transaction = (await connect()).transaction(names, mode, { durability: "strict" });
    const acting = act((name) => transaction.objectStore(name));
    settle(transaction);
    return (await Promise.all([acting, transaction.done]))[0];
  };
  try {
    return await once();
  } catch (error) {
    connection = null;
    if (!CLOSED.includes(/** @type {Error} */ (error).name)) throw error;
    return once();
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
export const write = (names, act) => transact(names, "readwrite", act);

/**
 * Change stores by what they hold, in one transaction; see `write`.
 * @template Result
 * @param {(keyof Stores)[]} names
 * @param {(store: OpenStore) => Promise<Result>} act waits for nothing but the stores
 * @returns {Promise<Result>}
 */
export const revise = (names, act) => transact(names, "readwrite", act, endWithPage);

/**
 * Everything in a store.
 * @template {keyof Stores} Name
 * @param {Name} name
 * @returns {Promise<Stores[Name][]>}
 */
export const readAll = (name) => transact([name], "readonly", (store) => store(name).getAll());

/**
 * What a store holds under a key; undefined if nothing.
 * @template {keyof Stores} Name
 * @param {Name} name
 * @param {string} key
 * @returns {Promise<Stores[Name] | undefined>}
 */
export const readOne = (name, key) => transact([name], "readonly", (store) => store(name).get(key));

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
