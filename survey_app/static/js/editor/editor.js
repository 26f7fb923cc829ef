/** The script of the editor: it saves along, and lets people drag. Every page works without it, by its buttons. */

import { dragItems } from "./dragging.js";
import { drawParts } from "./drawing.js";
import { saveAlong } from "./saving.js";

document.documentElement.classList.add("has-script");

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("item"));
const saved = document.getElementById("saved");

/** Say in the bar how saving goes. @type {Say} */
const say = (what, values = {}) => {
  const words = saved.dataset[what] ?? "";
  saved.textContent = words.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  saved.classList.toggle("is-waiting", what == "waiting" || what == "signedOut");
};

const saving = form ? saveAlong(form, say, drawn) : undefined;

/** Scroll the outline, and nothing else, to the item that is open. */
function showOpenItem() {
  const outline = document.getElementById("outline");
  const open = outline.querySelector("[aria-current]");
  if (open) outline.scrollTop += open.getBoundingClientRect().top - outline.getBoundingClientRect().top - 100;
}

/** Make the lists of a part of the page draggable, each time it was drawn anew. @param {ParentNode} part */
function drawn(part) {
  dragItems(part, async (move, place) => {
    if (saving && !(await saving.settled())) return;
    try {
      const reply = await fetch(move.action, {
        method: "POST",
        body: new URLSearchParams(/** @type {any} */ (new FormData(move)))
      });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (!page.getElementById("outline")) return location.reload();
      drawParts(page, form, undefined, drawn);
      say("moved", place);
    } catch {
      location.reload();
    }
  });
}

drawn(document);
showOpenItem();
