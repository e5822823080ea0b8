// The dashboard's few moving parts: a side panel, toasts, and what htmx is told about failures.
// Pages work with forms and links alone wherever that is possible; this makes them quicker.

const panel = () => document.getElementById("panel");

// A panel opens when something was loaded into it, and closes when the server says so (HX-Trigger: panel-close).
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const { target } = detail;
  if (target?.id === "panel-content" && target.childElementCount && !panel().open) panel().showModal();
});
document.addEventListener("panel-close", () => panel().close());
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-close]")) target.closest("dialog").close();
});

// Buttons that fill a field in (`data-fill` names it), such as an expiry that many choose.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-fill]");
  if (!button) return;
  const field = document.getElementById(button.dataset.fill);
  field.value = button.dataset.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

// A name proposes a slug (`data-names` says in which field) as long as nobody has typed another one there.
document.addEventListener("input", ({ target }) => {
  const slug = document.getElementById(target.dataset.names);
  if (!slug || (slug.value && slug.value !== slug.dataset.proposed)) return;
  const plain = target.value.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  slug.value = slug.dataset.proposed = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 64);
  slug.dispatchEvent(new Event("input", { bubbles: true }));
});

// Forms that were refused come back with status 422 and their problems in place.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status === 422) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

// What could not be done at all is said in a toast, never only in the console.
function say(name) {
  const words = document.getElementById("toasts").dataset;
  const toast = document.createElement("p");
  toast.className = "toast toast-danger";
  toast.setAttribute("role", "alert");
  toast.textContent = words[name];
  document.getElementById("toasts").append(toast);
}
document.addEventListener("htmx:responseError", () => say("failed"));
document.addEventListener("htmx:sendError", () => say("offline"));
document.addEventListener("htmx:timeout", () => say("offline"));

// A form of filters sends itself when one is chosen; its button is for those without scripts.
for (const form of document.querySelectorAll("[data-send-on-change]")) {
  form.querySelector("[type=submit]").hidden = true;
  form.addEventListener("change", () => form.requestSubmit());
}

// A toast leaves after a while; not while it is read or its button has the focus.
setInterval(() => {
  for (const toast of document.querySelectorAll("#toasts > *")) {
    if (toast.matches(":hover, :focus-within")) continue;
    toast.dataset.age = Number(toast.dataset.age ?? 0) + 1;
    if (toast.dataset.age > 8) toast.remove();
  }
}, 1000);
