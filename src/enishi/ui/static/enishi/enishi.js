// Small habits of every screen; all pages work without it.
(() => {
  "use strict";
  const find = () => document.querySelector("[data-find]");
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  // j and k walk through the lists of a page.
  const move = (step) => {
    const rows = [...document.querySelectorAll("[data-list] [data-row]")];
    if (!rows.length) return;
    const at = rows.findIndex((row) => row === document.activeElement);
    const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const closeOpen = (except) => {
    for (const open of document.querySelectorAll("details.means[open], details.panel[open]")) {
      if (open !== except) open.open = false;
    }
  };

  document.addEventListener("keydown", (event) => {
    // While a Japanese word is being composed, Enter chooses the word and must not send the form.
    if (event.isComposing || event.keyCode === 229) {
      if (event.key === "Enter") event.stopPropagation();
      return;
    }
    if (event.key === "Escape") {
      const open = document.querySelector("details.means[open], details.panel[open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/" && find()) {
      event.preventDefault();
      find().focus();
      find().select();
    } else if (event.key === "?") {
      const keys = document.querySelector("#keys");
      if (keys && !keys.open) keys.showModal();
    } else if (event.key === "j") {
      move(1);
    } else if (event.key === "k") {
      move(-1);
    }
  });

  // A form that Enter sent while a word was being composed waits for the next Enter.
  let composing = false;
  document.addEventListener("compositionstart", () => { composing = true; });
  document.addEventListener("compositionend", () => { setTimeout(() => { composing = false; }, 0); });
  document.addEventListener("submit", (event) => { if (composing) event.preventDefault(); }, true);

  document.addEventListener("click", (event) => {
    closeOpen(event.target.closest("details.means, details.panel"));
    const opener = event.target.closest("[data-opens]");
    if (opener) document.querySelector(opener.dataset.opens).showModal();
  });

  // The place where files are dropped tells what lies in it.
  for (const drop of document.querySelectorAll("[data-drop]")) {
    const input = drop.querySelector("input[type=file]");
    const names = drop.querySelector("[data-names]");
    const over = (on) => () => drop.classList.toggle("over", on);
    input.addEventListener("dragenter", over(true));
    input.addEventListener("dragleave", over(false));
    input.addEventListener("drop", over(false));
    input.addEventListener("change", () => {
      names.textContent = [...input.files].map((file) => file.name).join(", ");
      drop.classList.toggle("filled", input.files.length > 0);
    });
  }
})();
