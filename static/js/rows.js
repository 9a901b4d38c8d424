// Rows of an edition are moved and added in place, where without a script the same buttons save the draft first.
"use strict";
const rowsOf = (group) => [...group.querySelectorAll(":scope .row-list > .row")];
const say = (words) => { const said = document.getElementById("said"); if (said) said.textContent = words; };

function renumber(group) {
  rowsOf(group).forEach((row, index) => {
    for (const place of row.querySelectorAll(".row-number")) place.textContent = String(index + 1);
    const field = row.querySelector(`.cell-${group.dataset.order} input`);
    if (field) field.value = String(index + 1);
  });
}

function move(button, direction) {
  const row = button.closest(".row"), group = row.closest(".rows"), noun = group.dataset.noun;
  const before = rowsOf(group).indexOf(row) + 1;
  const other = direction === "up" ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return say(`${noun} ${before} is already ${direction === "up" ? "first" : "last"}.`);
  if (direction === "up") other.before(row); else other.after(row);
  renumber(group);
  button.focus();
  row.scrollIntoView({ block: "nearest" });
  say(`${noun} ${before} is now number ${rowsOf(group).indexOf(row) + 1}.`);
  row.closest("form").dispatchEvent(new Event("change"));
}

// A row follows the pointer while its handle is held: the others go around it, so that it keeps the pointer and its fields.
function drag(handle, start) {
  const row = handle.closest(".row"), group = row.closest(".rows"), before = rowsOf(group), from = before.indexOf(row) + 1;
  const isPast = (other, y) => { const box = other.getBoundingClientRect(); return y > box.top + box.height / 2; };
  const follow = (event) => {
    const y = event.clientY, above = row.previousElementSibling, below = row.nextElementSibling;
    if (above && !isPast(above, y)) row.after(above); else if (below && isPast(below, y)) row.before(below);
    if (y < 60 || y > innerHeight - 60) scrollBy(0, y < 60 ? -20 : 20);
  };
  const end = (event) => {
    stopped.abort();
    row.classList.remove("dragged");
    if (event.type !== "pointerup") row.parentElement.append(...before);
    const to = rowsOf(group).indexOf(row) + 1, noun = group.dataset.noun;
    if (to === from) return;
    renumber(group);
    say(`${noun} ${from} is now number ${to}.`);
    row.closest("form").dispatchEvent(new Event("change"));
  };
  const stopped = new AbortController(), { signal } = stopped;
  row.classList.add("dragged");
  handle.setPointerCapture(start.pointerId);
  handle.addEventListener("pointermove", follow, { signal });
  for (const name of ["pointerup", "pointercancel"]) handle.addEventListener(name, end, { signal });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") end(event); }, { signal });
}

function add(button) {
  const group = button.closest(".rows"), total = group.querySelector("[name$='-TOTAL_FORMS']");
  const holder = document.createElement("div"), index = total.value;
  holder.append(group.querySelector("template").content.cloneNode(true));
  for (const one of holder.querySelectorAll("*")) {
    for (const name of ["id", "name", "for", "value", "aria-describedby"]) {
      if (one.getAttribute(name)?.includes("__prefix__")) one.setAttribute(name, one.getAttribute(name).replaceAll("__prefix__", index));
    }
  }
  const row = holder.querySelector(".row");
  group.querySelector(".row-list").append(row);
  total.value = String(Number(index) + 1);
  renumber(group);
  const field = [...row.querySelectorAll("input, select, textarea")].find((one) => one.checkVisibility());
  if (field) field.focus();
  say(`${group.dataset.noun} ${rowsOf(group).length} added at the end.`);
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-move], [name=_add]");
  if (!button || !button.closest(".rows")) return;
  event.preventDefault();
  if (button.dataset.move) move(button, button.dataset.move); else add(button);
});
document.addEventListener("pointerdown", (event) => {
  const handle = event.target instanceof Element && event.target.closest(".row-handle");
  if (!handle || event.button !== 0 || handle.closest(".dragged")) return;
  event.preventDefault();
  drag(handle, event);
});
document.addEventListener("keydown", (event) => {
  const row = event.target instanceof Element && event.target.closest(".row");
  const direction = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (!row || !direction || !event.altKey || !event.target.matches("summary, button")) return;
  event.preventDefault();
  const button = event.target.matches("button") ? event.target : row.querySelector(`[data-move=${direction}]`);
  if (button) move(button, direction);
});
document.addEventListener("change", (event) => {
  if (!(event.target instanceof Element) || !event.target.matches("[name$='-DELETE']")) return;
  const row = event.target.closest(".row"), name = `${row.closest(".rows").dataset.noun} ${row.querySelector(".row-number").textContent.trim()}`;
  row.classList.toggle("going", event.target.checked);
  say(event.target.checked ? `${name} will be removed when you save.` : `${name} stays.`);
});
document.addEventListener("DOMContentLoaded", () => document.documentElement.classList.add("with-script"));
