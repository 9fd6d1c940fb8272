// A form is sent once: its buttons rest after the first press, and wake when the page is shown again.
"use strict";

(() => {
  const sent = new Set();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || "again" in form.dataset) return;
    if (sent.has(form)) return event.preventDefault();
    sent.add(form);
    // After this turn, so that the pressed button's own name and value are still sent.
    window.setTimeout(() => rest(form, true));
  });

  window.addEventListener("pageshow", () => {
    for (const form of sent) rest(form, false);
    sent.clear();
  });

  function rest(form, still) {
    for (const control of form.elements) {
      if (control.type === "submit") control.disabled = still;
    }
  }

  // The menu of small screens closes when the focus leaves it, and by Escape.
  const menu = document.querySelector("[data-menu]");
  menu?.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  menu?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
