// A day's work by the keyboard: Control and Enter add another row like this one, buttons step a number up and down.
// Without this script the same form works with its own buttons. Nothing is kept in this browser.
"use strict";

(() => {
  const form = document.querySelector("form[data-work]");
  if (!form) return;
  const rows = form.querySelector(".work__rows");
  const count = form.elements.rows;

  function step(input, by) {
    if (by > 0) input.stepUp();
    else input.stepDown();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function stepper(input) {
    const frame = document.createElement("div");
    frame.className = "stepper";
    input.replaceWith(frame);
    const name = form.querySelector(`label[for="${CSS.escape(input.id)}"]`)?.firstChild.textContent.trim() ?? "";
    for (const by of [-1, 1]) {
      const button = document.createElement("button");
      button.type = "button";
      button.tabIndex = -1; // the arrow keys do the same
      button.textContent = by > 0 ? "+" : "\u2212";
      button.setAttribute("aria-label", `${name} ${by > 0 ? "+" : "\u2212"}1`);
      button.addEventListener("click", () => step(input, by));
      frame.append(button);
    }
    frame.firstChild.after(input);
  }

  function another() {
    const place = Number(count.value);
    if (place >= Number(form.dataset.most)) return;
    const last = rows.lastElementChild;
    const old = last.dataset.row;
    const fresh = last.cloneNode(true);
    fresh.dataset.row = `r${place}`;
    for (const node of [fresh, ...fresh.querySelectorAll("*")]) {
      for (const name of ["id", "name", "for", "aria-describedby"]) {
        const value = node.getAttribute(name);
        if (value) node.setAttribute(name, value.replaceAll(`${old}-`, `r${place}-`));
      }
      node.removeAttribute("aria-invalid");
      node.removeAttribute("autofocus");
      node.classList.remove("field--error");
    }
    for (const error of fresh.querySelectorAll(".errorlist")) error.remove();
    for (const select of last.querySelectorAll("select")) {
      fresh.querySelector(`[name="${CSS.escape(select.name.replace(`${old}-`, `r${place}-`))}"]`).value = select.value;
    }
    for (const button of fresh.querySelectorAll(".stepper button")) {
      const by = button === button.parentElement.firstChild ? -1 : 1;
      button.addEventListener("click", () => step(button.parentElement.querySelector("input"), by));
    }
    fresh.querySelector("[name$='-once']").value = crypto.randomUUID();
    const record = fresh.querySelector("[name$='-record']");
    record.value = "";
    rows.append(fresh);
    count.value = String(place + 1);
    record.focus();
  }

  for (const input of form.querySelectorAll("input[data-step]")) stepper(input);

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.ctrlKey || event.repeat) return;
    event.preventDefault();
    another();
  });

  form.querySelector("button[name=add]")?.addEventListener("click", (event) => {
    event.preventDefault();
    another();
  });

})();
