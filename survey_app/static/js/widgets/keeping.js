/** Keeping pages for when there is no connection: quietly where that costs nothing, else when somebody asks. */

import { keepPage, keptPage, keptPaths } from "../offline/pages.js";
import { make } from "./say.js";
import { button, buttons, word } from "./words.js";

/**
 * The pages that belong to this one, all of one school.
 * @returns {{path: string, here: string[], all: string[]}} here: this page in every language it has, and on a survey the
 *   page of the school; all: on the page of a school the surveys of all audiences too. Empty on other pages.
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

/** Whether fetching more than was asked for costs nobody anything, as far as the browser tells. */
export function isUnmetered({ connection, userAgentData, userAgent } = navigator) {
  if (connection?.saveData) return false;
  if (connection?.type) return ["wifi", "ethernet"].includes(connection.type);
  // Where the browser tells no more, a phone may be on paid data, and a laptop hardly is.
  return !(userAgentData?.mobile ?? /Mobi|Android/.test(userAgent));
}

/**
 * Keep pages, one after the other.
 * @param {string[]} paths
 * @param {(done: number) => void} tell is called after each
 * @returns {Promise} rejects at the first that cannot be kept
 */
export async function keepAll(paths, tell = () => {}) {
  let done = 0;
  for (const path of paths) {
    await keepPage(path);
    tell(++done);
  }
}

/** Offer to keep the pages of this school, with the size, and say how it goes. */
export async function offerKeeping(paths) {
  if (!paths.length) return;
  const place = make("section", "", { className: "keep" });
  const text = make("p");
  text.setAttribute("role", "status");
  const bar = make("progress", "", { max: paths.length, value: 0, hidden: true });
  bar.setAttribute("aria-label", word("keep"));
  const keep = buttons(
    button("keep", async () => {
      keep.hidden = true;
      bar.hidden = false;
      try {
        await keepAll(paths, (done) => {
          bar.value = done;
          text.textContent = word("keep_progress", { done, total: paths.length });
        });
        text.textContent = word("kept");
      } catch {
        text.textContent = word("keep_failed");
        keep.hidden = false;
      }
      bar.hidden = true;
    }),
  );
  if (await areKept(paths)) {
    text.textContent = word("kept");
    keep.hidden = true;
  } else text.textContent = word("keep_text", { size: Math.ceil(sizeOf(paths.length) / 1000) });
  place.append(text, bar, keep);
  document.querySelector("footer").prepend(place);
}

const areKept = async (paths) => (await Promise.all(paths.map((path) => keptPage(path).catch(() => null)))).every(Boolean);

/** Bytes to fetch for so many pages: as many times this page as it came, and its files once. */
function sizeOf(count) {
  const [page] = performance.getEntriesByType("navigation");
  const files = performance.getEntriesByType("resource").reduce((sum, { encodedBodySize = 0 }) => sum + encodedBodySize, 0);
  return count * (page?.encodedBodySize || 8000) + files;
}

/** On the page that stands in for one that is not kept: say so, and list what is. */
export async function offerKept(place) {
  if (location.pathname == place.dataset.path) return;
  const notice = make("div", "", { className: "notice" });
  notice.setAttribute("role", "alert");
  const list = make("ul");
  // "/s/merced-high/student/es": pages of schools and their surveys end in a language.
  for (const path of (await keptPaths()).filter((each) => each.split("/").length > 3)) list.append(await entryOf(path));
  notice.append(make("p", word("no_page")), list);
  place.querySelector("h1").after(notice);
}

async function entryOf(path) {
  const { title, documentElement } = new DOMParser().parseFromString(await (await keptPage(path)).text(), "text/html");
  const item = make("li");
  item.append(make("a", title, { href: path, lang: documentElement.lang, dir: documentElement.dir }));
  return item;
}
