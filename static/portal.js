/* Small comforts on top of pages that work without any script. */
(() => {
  "use strict";
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const words = (name) => document.body.dataset[name] || "";
  const store = (act) => { try { return act(); } catch { return null; } }; // storage may be forbidden

  const say = (text) => {
    const region = document.getElementById("announcer");
    if (!region || !text) return;
    region.textContent = "";
    setTimeout(() => { region.textContent = text; }, 50);
  };

  /* ---- Copy: data-copy="element-id" or data-copy-text="words" */
  const textOf = (button) => {
    const source = document.getElementById(button.dataset.copy || "");
    if (!source) return button.dataset.copyText || "";
    return "value" in source ? source.value : source.innerText;
  };
  const select = (button) => {
    const source = document.getElementById(button.dataset.copy || "");
    if (!source) return;
    if (source.select) { source.focus(); source.select(); return; }
    getSelection().selectAllChildren(source);
  };
  const copy = async (button) => {
    const label = button.querySelector("[data-label]") || button;
    button.dataset.was ||= label.textContent;
    let done = true;
    try { await navigator.clipboard.writeText(textOf(button)); }
    catch { select(button); done = store(() => document.execCommand("copy")) || false; }
    label.textContent = done ? words("copied") : words("select");
    button.classList.toggle("is-done", done);
    say(label.textContent);
    setTimeout(() => { label.textContent = button.dataset.was; button.classList.remove("is-done"); }, 4000);
  };

  /* ---- Keep what was typed when only the language or the theme changes. */
  const key = "portal-entries:" + location.pathname;
  const keepable = () => all("main input[name], main select[name], main textarea[name]").filter(
    (field) => !["hidden", "password", "file", "submit"].includes(field.type));
  const keep = () => store(() => sessionStorage.setItem(key, JSON.stringify(keepable().map(
    (field) => [field.name, field.value, field.checked, all("option", field).map((option) => option.selected)]))));
  const restore = () => store(() => {
    const saved = JSON.parse(sessionStorage.getItem(key) || "[]");
    sessionStorage.removeItem(key);
    keepable().forEach((field, at) => {
      const [name, value, checked, chosen] = saved[at] || [];
      if (name !== field.name) return;
      if (field.type === "checkbox" || field.type === "radio") field.checked = checked;
      else if (field.options) all("option", field).forEach((option, n) => { option.selected = chosen[n]; });
      else field.value = value;
    });
  });

  /* ---- The / key, which a person may switch off. */
  const shortcuts = () => store(() => localStorage.getItem("portal-shortcuts")) !== "off";
  const labelShortcuts = () => all("[data-shortcuts]").forEach((button) => {
    button.hidden = false;
    button.querySelector("span").textContent = words(shortcuts() ? "shortcutsOn" : "shortcutsOff");
  });

  /* ---- Lists: the number of ticked rows. */
  const countTicked = () => all("[data-bulk]").forEach((bar) => {
    const boxes = all(`input[form="${bar.id}"][type=checkbox]:not([data-all])`);
    const ticked = boxes.filter((box) => box.checked).length;
    all("[data-ticked]", bar).forEach((node) => { node.textContent = ticked; });
    bar.classList.toggle("is-active", ticked > 0);
    all(`input[data-all][form="${bar.id}"]`).forEach((box) => {
      box.checked = ticked > 0 && ticked === boxes.length;
      box.indeterminate = ticked > 0 && ticked < boxes.length;
    });
  });

  /* ---- Lists: the link to a row's page (data-expand) becomes a button that opens its #peek below the row. */
  const expandable = (root) => all("a[data-expand]", root).forEach((link) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: link.className });
    button.append(...link.childNodes);
    button.dataset.peek = link.href;
    button.setAttribute("aria-expanded", "false");
    link.replaceWith(button);
    const mark = button.closest("[id]").id;
    if (location.hash === `#${mark}`) expand(button);
  });
  const more = async (button) => {
    const row = button.closest("tr");
    const answer = await fetch(button.dataset.peek);
    const peek = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#peek");
    if (!peek) { location.assign(button.dataset.peek); return null; }
    const [line, cell] = ["tr", "td"].map((name) => document.createElement(name));
    line.className = "pc-more";
    line.id = `more-${button.closest("[id]").id}`;
    cell.colSpan = row.cells.length;
    cell.append(...peek.childNodes);
    line.append(cell);
    row.after(line);
    button.setAttribute("aria-controls", line.id);
    return line;
  };
  const expand = async (button) => {
    if (button.getAttribute("aria-busy")) return;
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-busy", "true");
    const line = document.getElementById(button.getAttribute("aria-controls")) || await more(button);
    button.removeAttribute("aria-busy");
    if (!line) return;
    line.hidden = open;
    button.setAttribute("aria-expanded", String(!open));
    const mark = open ? location.pathname + location.search : `#${button.closest("[id]").id}`;
    history.replaceState(history.state, "", mark);
  };

  const wake = (root) => {
    expandable(root);
    all("[data-needs-script]", root).forEach((node) => { node.hidden = false; });
    countTicked();
  };

  /* ---- Orders: the total follows what is typed; the server says the same after "Update". */
  const total = () => {
    const shown = document.querySelector("[data-total]");
    if (!shown) return;
    const sums = new Map();
    all("[data-price]").forEach((cell) => {
      const typed = cell.querySelector("input").value.normalize("NFKC").trim().replace(/,(?=\d{3}(,|$))/g, "");
      const sum = /^\d{1,9}$/.test(typed) ? Number(typed) * Number(cell.dataset.price) : 0;
      if (sum) sums.set(cell.dataset.cycle, (sums.get(cell.dataset.cycle) || 0) + sum);
    });
    const money = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: shown.dataset.total });
    const parts = Array.from(sums, ([cycle, sum]) => `${money.format(sum)} (${cycle})`);
    shown.textContent = parts.join(" + ") || shown.dataset.none;
  };
  document.addEventListener("input", (event) => { if (event.target.closest("[data-price]")) total(); });

  /* ---- A text with a limit: how much of it is used (data-count holds the words, data-most the limit). */
  const countWords = (field) => {
    const length = Array.from(field.value.replace(/\r\n/g, "\n")).length;
    const shown = field.nextElementSibling?.matches(".pc-counter") ? field.nextElementSibling : document.createElement("span");
    if (!shown.parentNode) { shown.className = "pc-counter"; shown.setAttribute("aria-hidden", "true"); field.after(shown); }
    shown.textContent = field.dataset.count.replace("{count}", new Intl.NumberFormat(document.documentElement.lang).format(length));
    shown.classList.toggle("is-over", length > Number(field.dataset.most));
  };
  document.addEventListener("input", (event) => { if (event.target.matches("[data-count]")) countWords(event.target); });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-copy-text]");
    if (button) copy(button);
    if (event.target.closest("[data-peek]")) expand(event.target.closest("[data-peek]"));
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-shortcuts]")) {
      store(() => localStorage.setItem("portal-shortcuts", shortcuts() ? "off" : "on"));
      labelShortcuts();
      say(words(shortcuts() ? "shortcutsOn" : "shortcutsOff"));
    }
    all("details.pc-menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("input[data-all]")) {
      all(`input[form="${box.getAttribute("form")}"][type=checkbox]`).forEach((other) => { other.checked = box.checked; });
    }
    if (box.matches("input[type=checkbox][form]")) countTicked();
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      const menu = event.target.closest("details.pc-menu[open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
    }
    if (event.key !== "/" || !shortcuts() || event.target.closest("input, select, textarea, [contenteditable]")) return;
    const search = document.querySelector("main input[type=search]");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  });

  /* ---- A second click on a form that is on its way does nothing; after eight seconds one may try again. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-keep-entries]")) keep();
    if (form.matches("[data-sign-out]")) store(() => sessionStorage.clear());
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    setTimeout(() => release(form), 8000);
  });
  const release = (form) => {
    delete form.dataset.sent;
    all("[aria-busy]", form).forEach((node) => node.removeAttribute("aria-busy"));
  };

  /* ---- A page from the back-forward cache may be older than the sign-out: ask the server again. */
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    if (document.body.hasAttribute("data-private")) location.reload();
    all("form[data-sent]").forEach(release);
  });

  /* ---- htmx: an answer without the list (signed out, error) is opened as a page of its own. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target, requestConfig } = event.detail;
    if (xhr.status < 400 && xhr.responseText.includes(`id="${target.id}"`)) return;
    event.preventDefault();
    location.assign(xhr.status < 400 ? xhr.responseURL : requestConfig.path);
  });
  document.addEventListener("htmx:sendError", (event) => location.assign(event.detail.requestConfig.path));
  document.addEventListener("htmx:afterSwap", (event) => {
    wake(document);
    const region = document.getElementById(event.detail.target.id);
    if (region && document.activeElement === document.body) region.focus({ preventScroll: true });
  });

  /* ---- Hangul is composed letter by letter: a search begins when the syllable is done. */
  document.addEventListener("input", (event) => {
    if (event.isComposing && event.target.type === "search") event.stopPropagation();
  }, true);
  // Leaving the box would ask once more for what is shown already, and take a clicked link away under the pointer.
  document.addEventListener("change", (event) => {
    if (event.target.type === "search") event.stopPropagation();
  }, true);
  document.addEventListener("compositionend", (event) => {
    if (event.target.type === "search") event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });

  /* ---- The answer to a POST that is given once: going back to it, or loading it again, is a look at the page behind. */
  const behind = document.querySelector("[data-address]");
  if (behind) history.replaceState(history.state, "", behind.dataset.address);

  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
  if (store(() => sessionStorage.getItem(key))) restore();
  labelShortcuts();
  all("[data-count]").forEach(countWords);
  wake(document);
})();
