// Puts a slider beside the number that is the answer. It has no place of its own until
// somebody gives it one, and it can be left open again. Without this file the number
// is written.

function ready(slid) {
  const range = slid.querySelector('input[type="range"]');
  const number = slid.querySelector('input[type="text"]');
  const open = slid.querySelector("button");

  const show = () => {
    const value = number.value.trim();
    const isOpen = value === "" || Number.isNaN(Number(value));
    range.classList.toggle("open", isOpen);
    open.hidden = value === "";
    if (isOpen) range.setAttribute("aria-valuetext", slid.dataset.open);
    else {
      range.value = value;
      range.removeAttribute("aria-valuetext");
    }
  };
  const tell = (kind) => number.dispatchEvent(new Event(kind, { bubbles: true }));
  const take = (kind) => {
    if (number.value !== range.value) {
      number.value = range.value;
      tell("input");
    }
    show();
    if (kind === "change") tell("change");
  };

  for (const kind of ["input", "change"]) {
    range.addEventListener(kind, (event) => {
      event.stopPropagation();
      take(kind);
    });
  }
  // A tap exactly where the slider already stands changes nothing, and is a choice.
  range.addEventListener("pointerup", () => take("change"));
  range.addEventListener("keydown", ({ key }) => {
    if (key === "Enter" || key === " ") take("change");
  });
  range.addEventListener("keypress", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  number.addEventListener("input", show);
  open.addEventListener("click", () => {
    number.value = "";
    tell("input");
    tell("change");
    show();
    range.focus();
  });
  range.hidden = false;
  show();
}

for (const slid of document.querySelectorAll("[data-slider]")) ready(slid);
