for (const poster of document.querySelectorAll("[data-frame]")) {
  poster.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    fetch(poster.href, { redirect: "manual", keepalive: true }).catch(() => undefined);
    const frame = document.createElement("iframe");
    frame.src = poster.dataset.frame;
    frame.title = poster.dataset.title;
    frame.className = poster.dataset.shape;
    frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin";
    poster.replaceWith(frame);
    frame.focus();
  });
}
for (const clock of document.querySelectorAll("[data-until]")) {
  const until = Number(clock.dataset.until);
  const tick = () => {
    const left = Math.max(0, Math.floor((until - Date.now()) / 1000));
    const days = Math.floor(left / 86400);
    const rest = [left / 3600 % 24, left / 60 % 60, left % 60].map((part) => String(Math.floor(part)).padStart(2, "0"));
    clock.textContent = (days ? `${days} ${days === 1 ? clock.dataset.day : clock.dataset.days} ` : "") + rest.join(":");
    if (!left) clearInterval(timer);
  };
  const timer = setInterval(tick, 1000);
  clock.hidden = false;
  tick();
}
