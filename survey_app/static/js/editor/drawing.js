/**
 * Draw the parts of a page anew that a reply of the server has. What somebody typed since the form was sent stays, and
 * so does the field that has the focus, as long as the form needs no other fields.
 */

const PARTS = ["outline", "bar-acts", "faults"];
const NOT_FIELDS = new Set(["csrf_token", "drawn", "do", "keep"]);

/**
 * @param {Document} page the reply
 * @param {HTMLFormElement | null} form the form of the page
 * @param {FormData | undefined} sent what the form sent, if it did
 * @param {(part: ParentNode) => void} drawn told of each part that was drawn anew
 */
export function drawParts(page, form, sent, drawn) {
  for (const id of PARTS) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (!old || !fresh) continue;
    old.hidden = fresh.hidden;
    old.replaceChildren(...fresh.childNodes);
    drawn(old);
  }
  showMessage(page);
  document.title = page.title;
  const fresh = /** @type {HTMLFormElement | null} */ (page.getElementById("item"));
  if (form && fresh) drawForm(form, fresh, sent ?? new FormData(form), drawn);
  const phone = /** @type {HTMLIFrameElement | null} */ (document.getElementById("phone"));
  if (phone) phone.contentWindow?.location.reload();
}

/** Show what the reply says on top, such as why something did not move. @param {Document} page */
function showMessage(page) {
  document.querySelector(".done-now")?.remove();
  const message = page.querySelector(".done-now");
  if (message) document.querySelector(".bar").before(message);
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLFormElement} fresh
 * @param {FormData} sent
 * @param {(part: ParentNode) => void} drawn
 */
function drawForm(form, fresh, sent, drawn) {
  const typed = typedSince(form, sent);
  const isOther = form.dataset.shape != fresh.dataset.shape || differ(new FormData(fresh), sent).size > 0;
  keepBasis(fresh, typed, sent);
  if (isOther || fresh.dataset.focus) replaceFields(form, fresh, typed, drawn);
  else replaceNotes(form, fresh);
  const focus = fresh.dataset.focus && document.getElementById(fresh.dataset.focus);
  if (focus) focus.focus();
}

/** Find what was typed since the form was sent: name → values. @param {HTMLFormElement} form @param {FormData} sent */
function typedSince(form, sent) {
  const now = new FormData(form);
  return new Map([...differ(now, sent)].map((name) => [name, now.getAll(name).map(String)]));
}

/** Name the fields of two forms that differ. @param {FormData} one @param {FormData} other */
function differ(one, other) {
  const names = new Set([...one.keys(), ...other.keys()].filter((name) => !NOT_FIELDS.has(name)));
  return new Set([...names].filter((name) => one.getAll(name).join("\n") != other.getAll(name).join("\n")));
}

/**
 * What was typed since then is a change of what was sent, not of what somebody else may have written meanwhile.
 * @param {HTMLFormElement} fresh
 * @param {Map<string, string[]>} typed
 * @param {FormData} sent
 */
function keepBasis(fresh, typed, sent) {
  const basis = /** @type {HTMLInputElement} */ (fresh.elements.namedItem("drawn"));
  const drawn = JSON.parse(basis.value);
  for (const name of typed.keys()) {
    const [field, item, ...more] = name.split("-");
    const value = sent.get(name);
    if (!more.length && typeof drawn[item]?.[field] == "string" && value !== null) drawn[item][field] = value;
  }
  basis.value = JSON.stringify(drawn);
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLFormElement} fresh
 * @param {Map<string, string[]>} typed
 * @param {(part: ParentNode) => void} drawn
 */
function replaceFields(form, fresh, typed, drawn) {
  const active = /** @type {HTMLInputElement | null} */ (document.activeElement);
  const opened = new Set([...form.querySelectorAll("details[open]")].map(nameOf));
  const place = active && "selectionStart" in active ? active.selectionStart : null;
  form.dataset.shape = fresh.dataset.shape;
  form.replaceChildren(...fresh.childNodes);
  for (const each of form.querySelectorAll("details")) each.open ||= opened.has(nameOf(each));
  for (const [name, values] of typed) putBack(form, name, values);
  drawn(form);
  const same = active?.id ? document.getElementById(active.id) : null;
  if (same) {
    same.focus({ preventScroll: true });
    if (place !== null) /** @type {HTMLInputElement} */ (same).setSelectionRange(place, place);
  }
}

/** What a part that unfolds is known by: answers have many of the same name. @param {Element} part */
function nameOf(part) {
  return part.id || part.querySelector("summary")?.textContent;
}

/** Put back what was typed. @param {HTMLFormElement} form @param {string} name @param {string[]} values */
function putBack(form, name, values) {
  const fields = [...form.elements].filter((each) => /** @type {HTMLInputElement} */ (each).name == name);
  for (const [number, each] of fields.entries()) {
    const field = /** @type {HTMLInputElement} */ (each);
    if (field.type == "checkbox" || field.type == "radio") field.checked = values.includes(field.value);
    else field.value = values[number] ?? "";
  }
}

/** Show what is wrong, and nothing else. @param {HTMLFormElement} form @param {HTMLFormElement} fresh */
function replaceNotes(form, fresh) {
  const basis = /** @type {HTMLInputElement} */ (form.elements.namedItem("drawn"));
  basis.value = /** @type {HTMLInputElement} */ (fresh.elements.namedItem("drawn")).value;
  for (const note of fresh.querySelectorAll(".field-notes, .sentence, [data-live]")) {
    document.getElementById(note.id)?.replaceWith(note);
  }
  for (const field of form.querySelectorAll("[id]")) {
    const isWrong = fresh.querySelector(`#${CSS.escape(field.id)}`)?.getAttribute("aria-invalid");
    if (isWrong) field.setAttribute("aria-invalid", isWrong);
    else field.removeAttribute("aria-invalid");
  }
}
