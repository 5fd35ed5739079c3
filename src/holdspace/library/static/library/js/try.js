// Takes what was written on this page into a file or onto paper. It speaks to
// no server: the file is made here and handed to the browser.

const words = (node) => node?.textContent.replace(/\s+/g, " ").trim() ?? "";

const shown = (node) => node.checkVisibility?.() ?? node.offsetParent !== null;

function answers(field) {
  const chosen = [...field.querySelectorAll("input:checked")]
    .filter((input) => input.value !== "" && input.closest("[data-link]") === field)
    .map((input) => words(input.closest("label")));
  const written = [...field.querySelectorAll("textarea, input:not([type=checkbox], [type=radio], [type=range], [type=hidden]), select")]
    .filter((input) => input.closest("[data-link]") === field)
    .map((input) => words(input.selectedOptions?.[0]?.value && input.selectedOptions[0]) || (input.selectedOptions ? "" : input.value.trim()))
    .filter(Boolean);
  return [chosen.join(", "), ...written].filter(Boolean);
}

function asText(page) {
  const parts = [];
  for (const sheet of page.querySelectorAll(".sheet")) {
    const lines = [];
    for (const field of sheet.querySelectorAll("[data-link]")) {
      const found = shown(field) ? answers(field) : [];
      if (found.length) lines.push(words(field.querySelector("legend, label, th")), ...found, "");
    }
    if (lines.length) parts.push(words(sheet.querySelector("h2")), "", ...lines, "");
  }
  return parts.join("\n");
}

function save(page) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([asText(page)], { type: "text/plain" }));
  link.download = "notes.txt";
  link.click();
  URL.revokeObjectURL(link.href);
}

const page = document.querySelector("[data-try]");
document.querySelector("[data-print]").addEventListener("click", () => window.print());
document.querySelector("[data-save]").addEventListener("click", () => save(page));
for (const row of document.querySelectorAll("[data-needs-script]")) row.hidden = false;
