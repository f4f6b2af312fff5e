"use strict";
(() => {
  const rows = [...document.querySelectorAll("article.row")];
  const headings = [...document.querySelectorAll("section.heading")];
  const chips = [...document.querySelectorAll(".chip")];
  const level = document.getElementById("level");
  const words = document.getElementById("words");
  const told = document.getElementById("told");
  const none = document.querySelector(".none");
  const contents = new Map();

  const isOn = (chip) => chip.getAttribute("aria-pressed") === "true";
  const turn = (chip, on) => chip.setAttribute("aria-pressed", String(on));

  const contentOf = (row) => {
    if (!contents.has(row)) contents.set(row, row.textContent.toLowerCase());
    return contents.get(row);
  };

  const show = () => {
    const kinds = new Set(chips.filter(isOn).map((chip) => chip.dataset.kind));
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const shown =
        kinds.has(row.dataset.kind) &&
        (!level.value || row.dataset.level === level.value) &&
        wanted.every((word) => contentOf(row).includes(word));
      row.hidden = !shown;
      count += shown;
    }
    for (const heading of headings) heading.hidden = !heading.querySelector("article.row:not([hidden])");
    none.hidden = count > 0;
    told.textContent = count === rows.length ? `all ${count} shown` : `${count} of ${rows.length} shown`;
  };

  const showAll = () => {
    for (const chip of chips) turn(chip, true);
    level.value = "";
    words.value = "";
    show();
  };

  // A link leads to its requirement, whatever is hidden.
  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.closest("[hidden]")) return;
    showAll();
    target.scrollIntoView();
  };

  const copy = async (button) => {
    const code = button.parentElement.querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      // Not allowed here: selected, it takes one key.
      getSelection().selectAllChildren(code);
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  };

  for (const chip of chips) {
    chip.addEventListener("click", () => {
      turn(chip, !isOn(chip));
      show();
    });
  }
  level.addEventListener("change", show);
  words.addEventListener("input", show);
  addEventListener("hashchange", follow);
  for (const button of document.querySelectorAll(".copy")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
  const further = [...document.querySelectorAll("details.evidence:not(.first)")];
  for (const evidence of further) evidence.open = false;
  addEventListener("beforeprint", () => { for (const evidence of further) evidence.open = true; });
  document.querySelector(".filters").hidden = false;
  show();
  follow();
  document.documentElement.dataset.ready = "true";
})();
