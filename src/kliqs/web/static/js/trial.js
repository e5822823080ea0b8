// Trying a link out without leaving the landing page, and counts that move while somebody watches. Without this script
// the form leads to the link's own page, which says the same.
{
  const EVERY_MS = 2_500;
  const FOR_MS = 15 * 60_000;
  const page = async (address, options) => {
    const answer = await fetch(address, options);
    return { answer, document: new DOMParser().parseFromString(await answer.text(), "text/html") };
  };

  const watch = (box) => {
    const until = Date.now() + FOR_MS;
    const look = async () => {
      if (!box.isConnected || Date.now() > until) return;
      if (!document.hidden) {
        try {
          const { answer, document: now } = await page(box.dataset.watch);
          const counts = answer.ok && now.querySelector("[data-clicks]");
          if (!counts) return;
          const old = box.querySelector("[data-clicks]");
          if (old.innerHTML !== counts.innerHTML) old.innerHTML = counts.innerHTML;
        } catch {
          // away for a moment: the next look may find it
        }
      }
      setTimeout(look, EVERY_MS);
    };
    setTimeout(look, EVERY_MS);
  };

  const send = async (form) => {
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const { answer, document: result } = await page(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
      });
      const box = result.getElementById("trial");
      if (!box) throw new Error(`HTTP ${answer.status}`);
      document.getElementById("trial").replaceWith(box);
      for (const copy of box.querySelectorAll("[data-copy-text]")) copy.hidden = !navigator.clipboard;
      if (!box.dataset.watch) return box.querySelector("input").focus();
      history.replaceState(null, "", answer.url);
      box.querySelector("h2").focus();
      watch(box);
    } catch {
      const problem = form.querySelector("[role=alert]");
      problem.textContent = form.dataset.failed;
      problem.hidden = false;
      button.disabled = false;
    }
  };

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-trial]")) return;
    event.preventDefault();
    send(event.target);
  });
  const here = document.querySelector("[data-watch]");
  if (here) watch(here);
}
