// The lock after idle time: tells when, warns a minute before, hides the page and locks. Other tabs hear of it; nothing is stored.
"use strict";

(() => {
  const dialog = document.querySelector("dialog[data-idle]");
  const lockForm = document.querySelector("form[data-lock]");
  if (!dialog || !lockForm) return;

  const limit = Number(dialog.dataset.idle) * 1000;
  const warning = Math.min(60000, limit / 2);
  const clock = document.querySelector("[data-idle-clock]");
  const tabs = new BroadcastChannel("idle");
  let last = Date.now(); // when the server last heard from us
  let asking = false;

  function heard() {
    last = Date.now();
    if (dialog.open) dialog.close();
    tick();
  }

  async function stay() {
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch(dialog.dataset.stay, {
        method: "POST", body: new FormData(lockForm), redirect: "manual",
      });
      if (!answer.ok) return lock();
      heard();
      tabs.postMessage("heard");
    } catch {
      // No network: the clock goes on, and the page hides itself in time.
    } finally {
      asking = false;
    }
  }

  function lock() {
    tabs.postMessage("locked");
    hide();
  }

  function hide() {
    document.documentElement.hidden = true;
    document.title = "";
    lockForm.submit();
  }

  function tick() {
    const left = last + limit - Date.now();
    if (left <= 0) return lock();
    if (left <= warning && !dialog.open) dialog.showModal();
    if (clock) clock.textContent = clock.dataset.text.replace("{n}", Math.ceil(left / 60000));
  }

  // Somebody who works is not idle: at most once a minute, their typing keeps the session.
  function worked() {
    if (!dialog.open && Date.now() - last > Math.min(60000, limit / 4)) stay();
  }

  document.addEventListener("keydown", worked);
  document.addEventListener("pointerdown", worked);
  document.addEventListener("visibilitychange", () => document.hidden || tick());
  document.addEventListener("draft-saved", heard);
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); stay(); });
  dialog.querySelector("[data-idle-stay]").addEventListener("click", stay);
  dialog.querySelector("[data-idle-lock]").addEventListener("click", lock);
  // Whoever locks or leaves one window has locked them all.
  lockForm.addEventListener("submit", () => tabs.postMessage("locked"));
  document.addEventListener("leaving", () => tabs.postMessage("locked"));
  tabs.addEventListener("message", (event) => event.data === "locked" ? hide() : heard());
  tabs.postMessage("heard");
  window.setInterval(tick, 5000);
})();
