// The editor of a bio page: the preview follows the draft, blocks unfold and move. Everything is saved by the forms
// themselves (htmx); without this script they are sent by their buttons.

const preview = document.getElementById("preview");
const list = document.getElementById("blocks");
let frame = preview.querySelector("iframe");

// A new state of the page is loaded behind the old one and takes its place when it is there, so that nothing flashes.
// A frame in a sandbox cannot be scrolled from here: the block that has changed is named in its address.
function show(address) {
  const next = frame.cloneNode();
  next.src = address;
  next.classList.add("phone-coming");
  frame.after(next);
  for (const late of preview.querySelectorAll(".phone-coming")) if (late !== next) late.remove();
  next.addEventListener("load", () => {
    next.classList.remove("phone-coming");
    for (const old of preview.querySelectorAll("iframe")) if (old !== next) old.remove();
    frame = next;
  }, { once: true });
}

document.addEventListener("draft-changed", ({ detail }) => {
  show(`${frame.dataset.preview}?n=${detail.number}${detail.block ? `#b-${detail.block}` : ""}`);
});

// On a phone the preview is a sheet over the editor; on a desktop it stands beside it all the time.
document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-show-preview]");
  if (!opener) return;
  if (opener.dataset.showPreview) show(opener.dataset.showPreview);
  if (getComputedStyle(preview).position === "fixed" && !preview.open) preview.showModal();
});

// A block unfolds below its name. What was opened once stays, with all that is typed in it.
function unfold(opener, body, isOpen) {
  body.hidden = !isOpen;
  opener.setAttribute("aria-expanded", String(isOpen));
}
const openerOf = (body) => document.querySelector(`[data-unfold="${body.id}"]`);
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-unfold]");
  if (!opener || event.ctrlKey || event.metaKey) return;
  const body = document.getElementById(opener.dataset.unfold);
  if (!body.childElementCount) return; // htmx is about to fill it
  event.preventDefault();
  event.stopPropagation();
  unfold(opener, body, body.hidden);
}, true);
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const body = detail.target?.closest?.("[id^=body-]");
  const opener = body && openerOf(body);
  if (!opener || !body.childElementCount) return;
  const isNew = body.hidden;
  unfold(opener, body, true);
  if (isNew) body.querySelector("input:not([type=hidden]), select, textarea")?.focus();
});
// A head that was exchanged does not know whether its body is open.
document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  if (detail.target.id === "panel-content") document.getElementById("panel").showModal(); // a page that went live
  const opener = detail.target.querySelector?.("[data-unfold]");
  const body = opener && document.getElementById(opener.dataset.unfold);
  if (body) unfold(opener, body, !body.hidden);
});

// What came from the server already changed (a picture, one row less) is saved like something typed.
document.addEventListener("htmx:load", ({ detail }) => {
  for (const picture of [detail.elt, ...detail.elt.querySelectorAll(".picture-field")]) {
    picture.addEventListener("change", (event) => {
      if (event.target.type === "file") event.stopPropagation(); // the file goes ahead alone
    });
  }
  const changed = detail.elt.matches("[data-dirty]") ? detail.elt : detail.elt.querySelector("[data-dirty]");
  changed?.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.triggeringEvent?.submitter?.matches("[data-mine]")) detail.parameters.mark = "";
});
for (const event of ["input", "change"]) {
  document.addEventListener(event, ({ target }) => {
    if (target.type === "color") target.closest(".colour-field").querySelector("[type=checkbox]").checked = true;
    const saved = target.closest("form")?.querySelector(".saved");
    if (saved) saved.textContent = "";
  }, true);
}
document.addEventListener("htmx:afterSettle", () => {
  for (const place of document.querySelectorAll(".problem[id$=-problem]")) {
    const field = document.getElementById(place.id.slice(0, -"-problem".length));
    if (field) field.toggleAttribute("aria-invalid", false);
    if (field && place.childElementCount) field.setAttribute("aria-invalid", "true");
  }
});

// Order: dragged by its handle, or moved by the arrow keys on it and by the buttons of an open block.
function keep(item) {
  const place = [...list.children].indexOf(item);
  htmx.ajax("POST", item.dataset.act, { source: item, swap: "none", values: { deed: "move", place } });
}
function step(item, by) {
  const neighbour = by < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!neighbour) return;
  const focused = document.activeElement;
  if (by < 0) neighbour.before(item);
  else neighbour.after(item);
  focused.focus();
  item.scrollIntoView({ block: "nearest" });
  keep(item);
}
list?.addEventListener("keydown", (event) => {
  if (!event.target.matches(".block-handle") || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  step(event.target.closest(".block-item"), event.key === "ArrowUp" ? -1 : 1);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (!button) return;
  event.preventDefault();
  event.stopPropagation();
  step(button.closest(".block-item"), Number(button.dataset.step));
}, true);
if (list) {
  Sortable.create(list, {
    handle: ".block-handle",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
    ghostClass: "block-ghost",
    onEnd: ({ item, oldIndex, newIndex }) => oldIndex !== newIndex && keep(item),
  });
}
