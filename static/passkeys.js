/* Passkeys: a form with [data-passkey="create"] or ="get" asks the browser for one when it is sent, and sends the answer.
   The options stand in the page (data-options="id of a JSON script") or are fetched (data-options-url). */
(() => {
  "use strict";
  const optionsOf = async (part) => {
    if (part.dataset.options) return JSON.parse(document.getElementById(part.dataset.options).textContent);
    const answer = await fetch(part.dataset.optionsUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).request_options;
  };
  const send = async (event) => {
    const form = event.currentTarget;
    const part = form.querySelector("[data-passkey]");
    const field = form.elements.credential;
    if (field.value) return;
    event.preventDefault();
    const problem = form.querySelector("[data-passkey-problem]");
    problem.hidden = true;
    try {
      field.value = JSON.stringify(await window.webauthnJSON[part.dataset.passkey](await optionsOf(part)));
      form.submit();
    } catch {
      problem.hidden = false;
    }
  };
  document.querySelectorAll("[data-passkey]").forEach((part) => part.closest("form").addEventListener("submit", send));
})();
