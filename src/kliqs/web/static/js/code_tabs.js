// Samples in several languages as tabs; without this they stand one below the other. The choice is remembered.
const CHOSEN = "kliqs.sample";

function remembered() {
  try {
    return localStorage.getItem(CHOSEN);
  } catch {
    return null; // storage is forbidden here: the first tab, then
  }
}

for (const box of document.querySelectorAll("[data-code-tabs]")) {
  const tabs = [...box.querySelectorAll("[role=tab]")];
  const choose = (chosen) => {
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", tab === chosen);
      tab.tabIndex = tab === chosen ? 0 : -1;
    }
    for (const sample of box.querySelectorAll("[data-sample]")) {
      sample.hidden = sample.dataset.sample !== chosen.dataset.language;
    }
  };
  const take = (tab) => {
    choose(tab);
    try {
      localStorage.setItem(CHOSEN, tab.dataset.language);
    } catch {
      // not remembered, but chosen all the same
    }
  };
  box.classList.add("is-tabbed");
  box.querySelector("[role=tablist]").hidden = false;
  choose(tabs.find((tab) => tab.dataset.language === remembered()) ?? tabs[0]);
  box.addEventListener("click", ({ target }) => {
    if (tabs.includes(target)) take(target);
  });
  box.addEventListener("keydown", ({ key, target }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!step || !tabs.includes(target)) return;
    const next = tabs[(tabs.indexOf(target) + step + tabs.length) % tabs.length];
    next.focus();
    take(next);
  });
}
