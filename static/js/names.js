// Gives names to controls that the admin's own scripts make without one: choices with a search, lists with a filter.
"use strict";
function nameControls(root) {
  for (const select of root.querySelectorAll("select.select2-hidden-accessible")) {
    const label = select.labels[0], box = select.nextElementSibling?.querySelector("[role=combobox]");
    const value = box?.querySelector("[role=textbox]");
    if (!label || !value) continue;
    label.id ||= `${select.id}_label`;
    box.setAttribute("aria-labelledby", `${label.id} ${value.id}`);
    value.setAttribute("aria-labelledby", label.id);
    // The list of errors links to the hidden choice.
    select.addEventListener("focus", () => box.focus());
  }
  for (const hint of root.querySelectorAll(".search-label-icon[aria-label]")) hint.setAttribute("role", "img");
}
// Filters are made on load, choices when jQuery is ready, which can be later.
addEventListener("load", () => nameControls(document));
window.django?.jQuery?.(() => nameControls(document));
document.addEventListener("formset:added", (event) => nameControls(event.target));
