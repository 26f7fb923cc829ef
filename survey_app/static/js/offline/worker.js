/** The page's side of the service worker. */

import { keptPage } from "./pages.js";

/** Register the worker; resolves to its registration, or null where there can be none. */
export async function registerWorker() {
  try {
    return await navigator.serviceWorker.register("/s/sw.js", { scope: "/s/", updateViaCache: "none" });
  } catch {
    return null;
  }
}

/**
 * Whether the worker shows the page at an address even without a network.
 * @param {string} address
 */
export async function opensOffline(address) {
  try {
    const registration = await navigator.serviceWorker.getRegistration(address);
    return Boolean(registration?.active && (await keptPage(new URL(address).pathname)));
  } catch {
    return false;
  }
}

/**
 * Answer the worker when it asks whether a new one may take over. Ask for that ourselves if nothing would be lost.
 * @param {ServiceWorkerRegistration} registration
 * @param {() => Promise<boolean>} holds whether this page holds answers that have not arrived
 */
export async function mindUpdates(registration, holds) {
  navigator.serviceWorker.addEventListener("message", async ({ data, ports }) => {
    if (data == "holds?") ports[0].postMessage(await holds());
  });
  navigator.serviceWorker.startMessages();
  const offer = async () => (await holds()) || registration.waiting?.postMessage("take over");
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
  await offer();
}

/**
 * Ask for a sync: when the connection is back, Chromium posts what waits, even with the page closed.
 * @param {ServiceWorkerRegistration | null} registration
 */
export const askForSync = (registration) => registration?.sync?.register("outbox").catch(() => {});
