/** Drag and drop, beside the buttons that do the same. What was dropped fills in the form that moves items. */

/**
 * Let people drag the items of each list in a part of the page.
 * @param {ParentNode} part
 * @param {(move: HTMLFormElement, place: { place: number, total: number }) => void} moved
 */
export function dragItems(part, moved) {
  if (typeof Sortable == "undefined") return;
  for (const list of part.querySelectorAll("[data-parent]")) {
    for (const item of list.children) item.prepend(grip());
    Sortable.create(/** @type {HTMLElement} */ (list), {
      handle: ".grip",
      animation: 150,
      group: list.className,
      onEnd: (event) => {
        // It leaves empty style attributes behind. The policy of the page complains when they are copied.
        for (const each of document.querySelectorAll("[data-parent] [style]")) each.removeAttribute("style");
        if (event.from != event.to || event.oldIndex != event.newIndex) moved(filled(event), placeOf(event));
      }
    });
  }
}

/** Make a handle. It is for the pointer alone: the keyboard has buttons. */
function grip() {
  const handle = document.createElement("span");
  handle.className = "grip";
  handle.setAttribute("aria-hidden", "true");
  handle.textContent = "⠿";
  return handle;
}

/** Fill in the form that moves. @param {SortableEnd} event */
function filled({ item, to }) {
  const move = /** @type {HTMLFormElement} */ (document.getElementById("move"));
  const before = /** @type {HTMLElement | null} */ (item.previousElementSibling);
  const values = { item: item.dataset.item, parent: to.dataset.parent, after: before?.dataset.item };
  for (const [name, value] of Object.entries(values)) {
    /** @type {HTMLInputElement} */ (move.elements.namedItem(name)).value = value ?? "";
  }
  return move;
}

/** Say where an item is now. @param {SortableEnd} event */
function placeOf({ item, to }) {
  const items = [...to.children];
  return { place: items.indexOf(item) + 1, total: items.length };
}
