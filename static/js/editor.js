// Mends two habits of the Markdown editor: it keeps the Tab key, so that a keyboard cannot leave it, and it
// takes dropped files, also those meant for a file field. Listens in the capture phase, so before the editor.
"use strict";
const inEditor = (event) => event.target instanceof Element && event.target.matches(".markdownx-editor");
document.addEventListener("keydown", (event) => {
  if (event.key === "Tab" && inEditor(event)) event.stopImmediatePropagation();
}, true);
for (const kind of ["dragenter", "dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (event.target instanceof Element && event.target.matches("input[type=file]")) event.stopImmediatePropagation();
    else if (inEditor(event) && event.dataTransfer && event.dataTransfer.types.includes("Files")) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
}
