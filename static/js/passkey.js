// Passkeys and security keys: asks the browser, puts its answer into the form, sends it; says in words when nothing came of it.
"use strict";

(() => {
  const page = document.getElementById("passkey-options");

  async function options(form) {
    if (!("passkeyFetch" in form.dataset)) return JSON.parse(page.textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("refused");
    return answer.json();
  }

  // A passkey that signs in alone is kept by the device itself and asks for a finger, a face or a PIN.
  function asWished(creation, alone) {
    const wish = creation.publicKey.authenticatorSelection;
    wish.residentKey = alone ? "required" : "discouraged";
    wish.requireResidentKey = alone;
    if (alone) wish.userVerification = "required";
    return creation;
  }

  async function credential(form) {
    const wanted = await options(form);
    if (form.dataset.passkey === "get") return webauthnJSON.get(wanted.request_options);
    return webauthnJSON.create(asWished(wanted.creation_options, form.elements.passwordless?.checked ?? false));
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue; // stays hidden: this browser knows no passkeys
    const trouble = form.querySelector("[data-passkey-trouble]");
    const mirror = form.querySelector("[data-passkey-mirror]");
    form.hidden = false;

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopImmediatePropagation(); // the form goes out below, and may be tried again
      trouble.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(await credential(form));
        if (mirror) mirror.value = document.getElementById(mirror.dataset.passkeyMirror)?.checked ? "on" : "";
        form.submit();
      } catch {
        trouble.textContent = trouble.dataset.text;
        trouble.hidden = false;
      }
    });
  }
})();
