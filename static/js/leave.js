// The quick way out: blank the page, save drafts, lock, replace the page in the history. Shift three times does the same.
"use strict";

(() => {
  const link = document.querySelector("[data-leave]");
  if (!link) return;

  function leave() {
    document.documentElement.hidden = true;
    document.title = "";
    document.dispatchEvent(new Event("leaving"));
    // Whoever presses Back afterwards finds a locked door.
    const lock = document.querySelector("form[data-lock]");
    if (lock) navigator.sendBeacon(lock.action, new FormData(lock));
    window.location.replace(link.href);
  }

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  // Three presses of Shift alone, within a second and a half; any other key in between starts again.
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") presses = [];
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") return;
    presses = [...presses, event.timeStamp].slice(-3);
    if (presses.length === 3 && presses[2] - presses[0] < 1500) leave();
  });

  // A page brought back by the Back button must not show what it showed: ask the server again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.documentElement.hidden = true;
    window.location.reload();
  });
})();
