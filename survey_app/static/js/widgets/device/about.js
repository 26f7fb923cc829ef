/** The page "about this device": what the offline client is and holds here. It sends none of this anywhere. */

import { keptPaths } from "../../offline/pages.js";
import { readAll } from "../../offline/store.js";
import { spellTime, word } from "../words.js";

/**
 * Fill the page.
 * @param {HTMLElement} place a list with an element for each value, by data-value
 * @param {{ remembers: boolean, registration: ServiceWorkerRegistration | null, kit: Kit }} known
 */
export async function describeDevice(place, { remembers, registration, kit }) {
  document.getElementById("no-script").remove();
  /** @type {(name: string, value: any) => void} */
  const show = (name, value) => (place.querySelector(`[data-value=${name}]`).textContent = value);
  /** @param {unknown} is */
  const yesNo = (is) => word(is ? "yes" : "no");
  show("keeps", yesNo(remembers));
  show("seals", yesNo(Boolean(globalThis.crypto?.subtle)));
  show("worker", registration?.active ? word("worker_runs") : word("no"));
  show("update", yesNo(registration?.waiting));
  show("build", /\/static\/([0-9a-f]+)\//.exec(document.querySelector("link[rel=stylesheet]").href)?.[1]);
  show("protocol", kit.protocol);
  show("key", kit.key.id);
  show("online", yesNo(navigator.onLine));
  show("sync", yesNo(registration?.sync));
  show("clock", spellTime(Date.now()));
  show("persisted", yesNo(await navigator.storage?.persisted?.()));
  const { usage, quota = 0 } = (await navigator.storage?.estimate?.()) || {};
  show(
    "storage",
    usage == null ? "–" : word("storage", { used: Math.ceil(usage / 1000), free: Math.floor((quota - usage) / 1e6) })
  );
  const paths = globalThis.caches ? await keptPaths() : [];
  show("pages", paths.length ? paths.sort().join("\n") : "0");
  const [outbox, drafts] = remembers ? await Promise.all([readAll("outbox"), readAll("drafts")]) : [[], []];
  show("waiting", outbox.length);
  show("drafts", drafts.length);
}
