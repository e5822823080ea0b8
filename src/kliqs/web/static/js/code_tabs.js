// Samples in several languages as tabs; without scripts they stand one below the other. `early.js` has applied the
// remembered choice, which the style sheet obeys; this changes it, on every sample of the page at once.
{
  const root = document.documentElement;
  const tabs = [...document.querySelectorAll("[data-code-tabs] [role=tab]")];
  const show = () => {
    for (const tab of tabs) {
      const chosen = tab.dataset.language === root.dataset.code;
      tab.setAttribute("aria-selected", chosen);
      tab.tabIndex = chosen ? 0 : -1;
    }
  };
  const take = (tab) => {
    const before = tab.getBoundingClientRect().top;
    root.dataset.code = tab.dataset.language;
    show();
    window.scrollBy({ top: tab.getBoundingClientRect().top - before, behavior: "instant" }); // the tab stays under the pointer
    try {
      localStorage.setItem("kliqs.sample", tab.dataset.language);
    } catch {
      // not remembered, but chosen all the same
    }
  };
  document.addEventListener("click", ({ target }) => {
    if (tabs.includes(target)) take(target);
  });
  document.addEventListener("keydown", ({ key, target }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!step || !tabs.includes(target)) return;
    const group = [...target.parentElement.children];
    const next = group[(group.indexOf(target) + step + group.length) % group.length];
    next.focus();
    take(next);
  });
  show();
}
