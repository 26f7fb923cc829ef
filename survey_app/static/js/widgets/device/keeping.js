/** Keeping pages for when there is no connection: quietly if that costs nothing, else when somebody asks. */

import { keepPage, keptPage, keptPaths } from "../../offline/pages.js";
import { readAll } from "../../offline/store.js";
import { make } from "../say.js";
import { button, buttons, word } from "../words.js";

/**
 * The pages that belong to this one, all of one school.
 * @returns {{ here: string[], all: string[] }} here: this page in every language it has; on a survey, also the page of
 *   the school. all: on the page of a school, also the surveys of all audiences. Both are empty on other pages.
 */
export function pagesHere() {
  const parts = location.pathname.split("/").filter(Boolean);
  const language = document.documentElement.lang;
  const school = `/s/${parts[1]}`;
  const survey = document.getElementById("survey");
  if (survey) {
    const base = new URL(survey.action).pathname.replace(/[^/]*$/, "");
    const here = [...document.querySelectorAll("nav [name=switch]:not([hidden])")].map(({ value }) => base + value);
    return { here: [...here, `${school}/${language}`], all: [...here, `${school}/${language}`] };
  }
  const cards = [...document.querySelectorAll(".cards a")];
  if (!cards.length) return { here: [], all: [] };
  const surveys = cards.flatMap((card) => {
    const base = card.pathname.replace(/[^/]*$/, "");
    return [...card.closest("li").querySelectorAll(".langs [lang]")].map(({ lang }) => base + lang);
  });
  const schools = [...document.querySelectorAll("nav a")].map(({ pathname }) => pathname);
  return { here: [`${school}/${language}`], all: [...schools, ...surveys] };
}

/**
 * Whether extra downloads cost nobody anything, as far as the browser tells.
 * @param {Navigator} browser
 */
export function isUnmetered({ connection, userAgentData, userAgent } = navigator) {
  if (connection?.saveData) return false;
  if (connection?.type) return ["wifi", "ethernet"].includes(connection.type);
  // If the browser tells no more: a phone may be on paid data, but a laptop hardly is.
  return !(userAgentData?.mobile ?? /Mobi|Android/.test(userAgent));
}

/**
 * Keep pages, one after the other.
 * @param {string[]} paths
 * @param {(done: number) => void} tell called after each
 * @returns {Promise<void>} rejects at the first page that cannot be kept
 */
export async function keepAll(paths, tell = () => {}) {
  let done = 0;
  for (const path of paths) {
    await keepPage(path);
    tell(++done);
  }
}

/**
 * Keep the page on the screen, as it came. This transfers nothing again, whatever the connection.
 * @returns {Promise<boolean>} whether it is kept; a full device breaks nothing
 */
export async function keepHere() {
  const survey = document.getElementById("survey");
  const path = survey ? new URL(survey.action).pathname : pagesHere().here[0];
  if (!path) return false;
  // The server's answer to a form is not the page that we keep.
  const address = new URL(survey && path != location.pathname ? path : location.href, location.href);
  try {
    // The worker keeps what it gives. If it gave this page, we only have to check its name.
    const given = navigator.serviceWorker?.controller && (await keptPage(address.pathname));
    if (!given || address.pathname != path)
      await keepPage(path, given || (await fetch(address, { cache: "force-cache" })));
    return true;
  } catch {
    return false;
  }
}

/**
 * Offer to keep the other pages of this school, tell their size, and say how it goes.
 * @param {string[]} paths
 * @param {boolean} isHereKept
 */
export async function offerKeeping(paths, isHereKept) {
  if (!paths.length) return;
  const place = make("section", "", { className: "keep" });
  const text = make("p");
  text.setAttribute("role", "status");
  const missing = await missingOf(paths);
  const bar = make("progress", "", { max: missing.length, value: 0, hidden: true });
  bar.setAttribute("aria-label", word("keep"));
  const keep = buttons(
    button("keep", async () => {
      keep.hidden = true;
      bar.hidden = false;
      try {
        await keepAll(missing, (done) => {
          bar.value = done;
          text.textContent = word("keep_progress", { done, total: missing.length });
        });
        text.textContent = word("kept");
      } catch {
        text.textContent = word("keep_failed");
        keep.hidden = false;
      }
      bar.hidden = true;
    })
  );
  keep.hidden = !missing.length;
  const size = Math.ceil(sizeOf(missing.length) / 1000);
  text.textContent = word(!missing.length ? "kept" : isHereKept ? "keep_more" : "keep_text", { size });
  place.append(text, bar, keep);
  // On a survey it is seen at the start alone: it must not make every part longer.
  (document.getElementById("start") || document.getElementById("main")).append(place);
}

/**
 * The paths that are kept; none if the browser keeps no pages.
 * @returns {Promise<string[]>}
 */
const allKept = () => keptPaths().catch(() => []);

/** @param {string[]} paths */
async function missingOf(paths) {
  const kept = await allKept();
  return paths.filter((path) => !kept.includes(path));
}

/**
 * Bytes to fetch for this many pages: the bytes of this page for each, and its files once.
 * @param {number} count
 */
function sizeOf(count) {
  const [page] = performance.getEntriesByType("navigation");
  const files = performance
    .getEntriesByType("resource")
    .reduce((sum, { encodedBodySize = 0 }) => sum + encodedBodySize, 0);
  return count * (page?.encodedBodySize || 8000) + files;
}

/**
 * For the list of schools. It replaces pages that are not kept, and starts the site on a home screen. Say what is safe
 * on this device, and what opens without a connection.
 * @param {HTMLElement} place the list, with its own address
 * @param {boolean} isAway whether the server did not answer
 */
export async function offerKept(place, isAway) {
  const isStandIn = !location.pathname.startsWith(String(place.dataset.path));
  if (!isStandIn && !isAway) return;
  if (isStandIn) lookAgain();
  const notice = make("div", "", { className: "notice" });
  notice.setAttribute("role", "alert");
  if (isStandIn) notice.append(make("p", word("no_page")));
  // "/s/merced-high/student/es": pages of schools and their surveys end in a language.
  /** @param {string} path */
  const isListed = (path) => path.split("/").length > 3 && !/^\/s\/(schools|about-this-device)\//.test(path);
  const paths = (await allKept()).filter(isListed).sort(byNearness);
  notice.append(...(await describeSafe(paths)), make("p", word(paths.length ? "pages_kept" : "no_pages_kept")));
  if (paths.length) notice.append(await listOf(paths));
  place.querySelector("h1").after(notice);
}

/** Once the server answers, load the page that was asked for, unless somebody has left for another page by then. */
function lookAgain() {
  let isLeaving = false;
  addEventListener("beforeunload", () => (isLeaving = true));
  addEventListener("online", async () => {
    // Browsers call any network "online", even one that leads nowhere, or that works only a moment later.
    for (const seconds of [0, 1, 2, 4, 8]) {
      await new Promise((next) => setTimeout(next, seconds * 1000));
      if (isLeaving) return;
      const { ok } = await fetch("/s/ping", { cache: "no-store", credentials: "omit" }).catch(Response.error);
      if (ok && !isLeaving) return location.reload();
    }
  });
}

/**
 * Sort the pages of the survey that was asked for first, then those of its school.
 * @param {string} one
 * @param {string} other
 */
const byNearness = (one, other) => nearness(other) - nearness(one);
/** @param {string} path */
const nearness = (path) => location.pathname.split("/").findIndex((part, at) => part != path.split("/")[at]);

/**
 * Say that answers are safe here, finished or not, and show the way back to unfinished ones.
 * @param {string[]} paths
 */
async function describeSafe(paths) {
  const [drafts, outbox] = await Promise.all([readAll("drafts"), readAll("outbox")]);
  const parts = outbox.length ? [make("p", word("safe_waiting"))] : [];
  if (!drafts.length) return parts;
  const open = paths.filter((path) => drafts.some(({ survey }) => path.startsWith(survey)));
  parts.push(make("p", word("safe_draft")));
  return open.length ? [...parts, make("p", word("safe_open")), await listOf(open)] : parts;
}

/** @param {string[]} paths */
async function listOf(paths) {
  const list = make("ul");
  list.append(...(await Promise.all(paths.map(entryOf))));
  return list;
}

/** @param {string} path */
async function entryOf(path) {
  const { title, documentElement } = new DOMParser().parseFromString(
    await /** @type {Response} */ (await keptPage(path)).text(),
    "text/html"
  );
  const item = make("li");
  item.append(make("a", title, { href: path, lang: documentElement.lang, dir: documentElement.dir }));
  return item;
}
