// The switch between light and dark. A choice is remembered only while it differs from what the system asks for.
{
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const show = () => {
    for (const button of document.querySelectorAll("[data-theme-switch]")) button.setAttribute("aria-pressed", isDark());
  };
  const remember = (theme) => {
    try {
      if (theme) localStorage.setItem("kliqs.theme", theme);
      else localStorage.removeItem("kliqs.theme");
    } catch {
      // chosen for this page all the same
    }
  };
  document.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-theme-switch]")) return;
    const dark = !isDark();
    if (dark === system.matches) delete root.dataset.theme;
    else root.dataset.theme = dark ? "dark" : "light";
    remember(root.dataset.theme);
    show();
  });
  system.addEventListener("change", show);
  show();
}
