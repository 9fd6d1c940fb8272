// Saves a form's draft two seconds after typing stops, and when the page is left. The server keeps it; this browser does not.
"use strict";

(() => {
  for (const form of document.querySelectorAll("form[data-draft-url]")) {
    const status = form.querySelector("[data-draft-status]");
    let timer = 0;
    let changed = false;

    function say(text) {
      if (status) status.textContent = text;
    }

    async function save() {
      window.clearTimeout(timer);
      if (!changed) return;
      changed = false;
      const words = new FormData(form);
      for (const [name, value] of [...words]) if (value instanceof File) words.delete(name);
      try {
        const answer = await fetch(form.dataset.draftUrl, {
          method: "POST", body: words, redirect: "manual", keepalive: document.hidden || document.documentElement.hidden,
        });
        if (!answer.ok) throw new Error("refused");
        const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
        say(status?.dataset.saved.replace("{time}", time));
        document.dispatchEvent(new Event("draft-saved"));
      } catch {
        changed = true;
        say(status?.dataset.failed);
      }
    }

    form.addEventListener("input", () => {
      changed = true;
      window.clearTimeout(timer);
      timer = window.setTimeout(save, 2000);
    });
    form.addEventListener("submit", () => {
      changed = false;
      window.clearTimeout(timer);
    });
    document.addEventListener("leaving", save);
    document.addEventListener("visibilitychange", () => document.hidden && save());
  }
})();
