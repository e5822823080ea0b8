// What the board of analytics does around its links: it answers at once, says what failed, keeps tabs and menus in order.

const board = () => document.getElementById("board");
const CARD = ".panel-card[data-panel]";

// --- a list that could not be loaded says so, in the place where it would stand

function fail({ detail }) {
  const card = detail.target?.closest?.(CARD);
  const words = document.getElementById("panel-failed");
  card?.querySelector("[data-waiting]")?.replaceWith(words.content.cloneNode(true));
}
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(failure, fail);

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-again]")) htmx.trigger(target.closest(CARD), "again");
});

// --- the first click: the live list shows it, so the figures and the lists are asked for again

function awaitFirst(live) {
  const rows = live.querySelector("[data-rows]");
  const seen = new MutationObserver(() => {
    const note = document.querySelector("[data-none-yet]");
    if (!note) return seen.disconnect();
    if (note.hidden || !rows.childElementCount) return;
    note.hidden = true;
    htmx.ajax("GET", location.href, { target: ".chart-card", select: ".chart-card", swap: "outerHTML" });
    for (const card of document.querySelectorAll(CARD)) htmx.trigger(card, "again");
  });
  seen.observe(rows, { childList: true });
}

htmx.onLoad((root) => {
  const live = root.querySelector?.("[data-live]");
  if (live && document.querySelector("[data-none-yet]")) awaitFirst(live);
});
