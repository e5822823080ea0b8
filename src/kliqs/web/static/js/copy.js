// Copy buttons: shown only where the browser can copy, so that nobody meets one that does nothing.
// `data-copy` names the element whose text is copied, `data-copy-text` is the text itself.
if (navigator.clipboard) {
  const show = (root) => {
    for (const button of root.querySelectorAll("[data-copy], [data-copy-text]")) button.hidden = false;
  };
  show(document);
  document.addEventListener("htmx:load", ({ detail }) => show(detail.elt));
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-copy], [data-copy-text]");
    if (!button) return;
    const { copy, copyText, copied } = button.dataset;
    await navigator.clipboard.writeText(copyText ?? document.getElementById(copy).textContent);
    const label = button.querySelector("[data-label]") ?? button;
    if (label.dataset.before) return;
    label.dataset.before = label.textContent;
    label.textContent = copied;
    setTimeout(() => {
      label.textContent = label.dataset.before;
      delete label.dataset.before;
    }, 1500);
  });
}
