// Search in the docs: a dialog that opens with `/`. Engine and index are loaded on first use, from this host alone.
{
  const dialog = document.getElementById("search");
  const input = dialog.querySelector("input");
  const note = dialog.querySelector("[role=status]");
  const list = dialog.querySelector("ul");
  const SHOWN = 12;
  let engine;

  const load = async () => {
    const [{ default: MiniSearch }, answer] = await Promise.all([import(dialog.dataset.engine), fetch(dialog.dataset.index)]);
    if (!answer.ok) throw new Error(`search index: ${answer.status}`);
    const parts = await answer.json();
    const index = new MiniSearch({
      fields: ["title", "page", "text"],
      storeFields: ["path", "anchor", "page", "title", "text"],
      searchOptions: { boost: { title: 4, page: 2 }, prefix: true, fuzzy: (term) => (term.length > 4 ? 0.2 : false), combineWith: "AND" },
    });
    index.addAll(parts.map((part, id) => ({ id, ...part })));
    return index;
  };

  const excerpt = (text, terms) => {
    const places = terms.map((term) => text.toLowerCase().indexOf(term)).filter((place) => place >= 0);
    const start = Math.max(0, Math.min(...(places.length ? places : [0])) - 40);
    return `${start ? "…" : ""}${text.slice(start, start + 140)}${start + 140 < text.length ? "…" : ""}`;
  };

  const row = (part, place) => {
    const link = document.createElement("a");
    link.href = `${dialog.dataset.prefix}${part.path || "/"}${part.anchor ? `#${part.anchor}` : ""}`;
    link.id = `search-result-${place}`;
    link.role = "option";
    link.tabIndex = -1;
    link.className = "search-result";
    for (const [name, text] of [["title", part.title], ["page", part.page === part.title ? "" : part.page], ["text", excerpt(part.text, part.terms)]]) {
      if (!text) continue;
      const line = document.createElement("span");
      line.className = `search-${name}`;
      line.textContent = text;
      link.append(line);
    }
    const item = document.createElement("li");
    item.role = "presentation";
    item.append(link);
    return item;
  };

  const mark = (place) => {
    const links = [...list.querySelectorAll("a")];
    for (const [each, link] of links.entries()) link.setAttribute("aria-selected", each === place);
    if (links[place]) input.setAttribute("aria-activedescendant", links[place].id);
    else input.removeAttribute("aria-activedescendant");
    links[place]?.scrollIntoView({ block: "nearest" });
  };
  const marked = () => [...list.querySelectorAll("a")].findIndex((link) => link.ariaSelected === "true");

  const find = async () => {
    const words = input.value.trim();
    try {
      engine ??= load();
      const found = words ? (await engine).search(words).slice(0, SHOWN) : [];
      if (words !== input.value.trim()) return; // typed on meanwhile
      list.replaceChildren(...found.map(row));
      note.textContent = words && !found.length ? dialog.dataset.none : "";
      mark(0);
    } catch (problem) {
      engine = undefined;
      note.textContent = dialog.dataset.failed;
      console.error(problem);
    }
  };

  const open = () => {
    dialog.showModal();
    input.select();
    find();
  };
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-search-open]")) open();
    else if (target === dialog || target.closest(".search-result")) dialog.close();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    open();
  });
  input.addEventListener("input", find);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = list.children.length;
    if (step && count) mark((marked() + step + count) % count);
    else if (event.key === "Enter") list.querySelectorAll("a")[marked()]?.click();
    else return;
    event.preventDefault();
  });
}
