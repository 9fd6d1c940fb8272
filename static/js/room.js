// A meeting as it goes: the screen asks again every few seconds and shows nothing when it cannot; one key notes one person;
// an entry that could not be sent stays where it is. Nothing is kept in this browser.
"use strict";

(() => {
  const screen = document.getElementById("screen");
  const gone = document.getElementById("screen-gone");
  let closes = 0;

  function blank() {
    screen.replaceChildren();
    gone.hidden = false;
  }

  function closeInTime() {
    window.clearTimeout(closes);
    const left = Number(screen.dataset.closes || 0) * 1000 - Date.now();
    if (screen.dataset.closes) closes = window.setTimeout(ask, Math.max(0, Math.min(left, 2 ** 31 - 1)));
    if (screen.dataset.closes && left <= 0) screen.replaceChildren();
  }

  async function ask() {
    const limit = new AbortController();
    const timer = window.setTimeout(() => limit.abort(), 4000);
    try {
      const answer = await fetch(window.location.href, { redirect: "manual", cache: "no-store", signal: limit.signal });
      if (!answer.ok) throw new Error("not shown");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("screen");
      if (!fresh) throw new Error("not shown");
      gone.hidden = true;
      if (fresh.textContent !== screen.textContent) screen.replaceChildren(...fresh.childNodes);
      if (fresh.dataset.closes) screen.dataset.closes = fresh.dataset.closes;
      else delete screen.dataset.closes;
      closeInTime();
    } catch {
      blank();
    } finally {
      window.clearTimeout(timer);
    }
  }

  if (screen) {
    window.setInterval(ask, Number(screen.dataset.every) * 1000);
    window.addEventListener("offline", blank);
    window.addEventListener("online", ask);
    closeInTime();
  }

  // One key: in the room, or stepped out when she is there.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.target.closest("input, textarea, select, dialog")) return;
    const form = document.querySelector(`form[data-person="${CSS.escape(event.key)}"]`);
    if (!form || event.key.length !== 1) return;
    const wanted = form.dataset.now === "present" ? "out" : "present";
    form.querySelector(`button[value="${wanted}"]`).click();
  });

  // Before an entry leaves the page: is anybody there to take it?
  for (const form of document.querySelectorAll("form[data-keep]")) {
    form.addEventListener("submit", async (event) => {
      if (form.dataset.sure) return;
      event.preventDefault();
      event.stopPropagation();
      const problem = form.querySelector("[data-not-sent]");
      try {
        const answer = await fetch(form.dataset.keep, { cache: "no-store", redirect: "manual" });
        if (!answer.ok) throw new Error("nobody there");
        problem.hidden = true;
        form.dataset.sure = "yes";
        form.requestSubmit();
      } catch {
        problem.hidden = false;
      }
    });
  }
})();
