// What the board of analytics does around its links: it answers at once, says what failed, keeps tabs and menus in order.

const board = () => document.getElementById("board");
const CARD = ".panel-card[data-panel]";

// --- a list that could not be loaded says so, in the place where it would stand and nowhere else

function fail(event) {
  const waiting = event.detail.target?.closest?.(CARD)?.querySelector("[data-waiting]");
  if (!waiting) return;
  waiting.replaceWith(document.getElementById("panel-failed").content.cloneNode(true));
  event.stopPropagation(); // before the toast hears of it
}
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, fail, true);
}

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

// --- tabs: a card shows the tab that was chosen in it last, after a filter and after a reload

const tabOf = (card) => `kliqs-tab-${card.dataset.panel}`;

document.addEventListener("click", ({ target }) => {
  const tab = target.closest(`${CARD} [data-tab]`);
  if (tab) sessionStorage.setItem(tabOf(tab.closest(CARD)), tab.dataset.tab);
});
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!detail.elt.matches(CARD)) return;
  const tab = sessionStorage.getItem(tabOf(detail.elt));
  if (detail.elt.dataset.tabs.split(" ").includes(tab)) detail.parameters.dimension = tab;
});

// --- after another board has come: the keyboard keeps its place, and what a tap far down has done is in sight

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target?.id !== "board") return;
  if (board().getBoundingClientRect().top < 0) board().scrollIntoView({ block: "start" });
  // htmx finds by its id what had the focus; rows and chips have none, and are no longer what they were.
  if (document.activeElement === document.body) board().querySelector("h1").focus({ preventScroll: true });
});

// --- menus close like menus

const openMenus = () => document.querySelectorAll("#board details.menu[open]");

document.addEventListener("click", ({ target }) => {
  for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false;
});
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
