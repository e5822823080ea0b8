// Runs before the first paint, so that nothing jumps: the colours and the sample language that this browser remembers.
{
  const root = document.documentElement;
  const remembered = (name, values) => {
    try {
      const value = localStorage.getItem(name);
      return values.includes(value) ? value : null;
    } catch {
      return null; // storage is forbidden here
    }
  };
  root.classList.add("can-script");
  root.dataset.code = remembered("kliqs.sample", ["curl", "python", "node", "php"]) ?? "curl";
  const theme = remembered("kliqs.theme", ["light", "dark"]);
  if (theme) root.dataset.theme = theme;
}
