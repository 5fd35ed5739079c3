// Print, copy or save the recovery code. Nothing of it leaves the page otherwise.
const code = document.getElementById("recovery-code").textContent.trim();
document.querySelectorAll(".only-script").forEach((row) => { row.hidden = false; });
document.querySelector("[data-print]").addEventListener("click", () => window.print());
document.querySelector("[data-copy]").addEventListener("click", async (event) => {
  await navigator.clipboard.writeText(code);
  event.target.textContent = "Copied";
});
document.querySelector("[data-save]").addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${code}\n`], { type: "text/plain" }));
  link.download = "code.txt";
  link.click();
  URL.revokeObjectURL(link.href);
});
