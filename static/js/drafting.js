// While a draft is open: previews of opened points, a warning before unsaved text is left, and who else is here.
"use strict";
const token = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const post = (address, facts) => fetch(address, { method: "POST", headers: { "X-CSRFToken": token() }, body: new URLSearchParams(facts) });

// Only what is opened is rendered, and only while it changes.
const waiting = new Map();
function preview(row) {
  const text = row.querySelector(".point-text"), place = row.querySelector("[data-preview]");
  if (!text || !place || place.dataset.shown === text.value) return;
  place.dataset.shown = text.value;
  post("/admin/preview/", { content: text.value }).then((answer) => (answer.ok ? answer.text() : ""))
    .then((html) => { place.innerHTML = html; }).catch(() => {});
}
document.addEventListener("toggle", (event) => {
  const row = event.target instanceof Element && event.target.matches(".row > details") && event.target.closest(".row");
  if (row && event.target.open) preview(row);
}, true);
document.addEventListener("input", (event) => {
  if (!(event.target instanceof Element) || !event.target.matches(".point-text")) return;
  const row = event.target.closest(".row");
  clearTimeout(waiting.get(row));
  waiting.set(row, setTimeout(preview, 600, row));
});

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[id$='edition_form']");
  if (!form || !form.querySelector("[name=seen]")) return;
  const said = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();
  // A form that came back with errors holds what is saved nowhere.
  const saved = form.querySelector(".errornote") ? "" : said();
  let leaving = false;
  form.addEventListener("submit", () => {
    leaving = true;
    // Signing in again in another tab has made a new one.
    for (const field of form.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token();
  });
  addEventListener("beforeunload", (event) => { if (!leaving && said() !== saved) event.preventDefault(); });
  addEventListener("pageshow", () => { leaving = false; });

  const place = document.getElementById("presence");
  setInterval(() => {
    if (document.hidden) return;
    post(place.dataset.address, {}).then((answer) => (answer.ok ? answer.json() : null)).then((facts) => {
      const words = facts ? facts.others.join(" ") : place.textContent;
      if (words !== place.textContent.trim()) place.textContent = words;
    }).catch(() => {});
  }, 30000);
});
