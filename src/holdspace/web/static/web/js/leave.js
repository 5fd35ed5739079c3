// Leaving quickly: by the link, or by pressing Shift three times in five seconds.

const PRESSES = 3;
const WITHIN = 5000;

let pressed = [];
let alone = false;

/** Blank the page at once, let the page keep its words, and go. */
export function leave(where) {
  document.documentElement.classList.add("leaving");
  document.title = "…";
  document.dispatchEvent(new CustomEvent("holdspace:leaving"));
  window.location.replace(where);
}

function address() {
  return document.querySelector("a[data-leave]")?.href;
}

function show() {
  const dots = document.querySelector("[data-leaving-dots]");
  if (!dots) return;
  const left = PRESSES - pressed.length;
  dots.replaceChildren();
  if (pressed.length === 0) return;
  const seen = document.createElement("span");
  seen.ariaHidden = "true";
  seen.textContent = "●".repeat(pressed.length) + "○".repeat(left);
  const heard = document.createElement("span");
  heard.className = "sr-only";
  heard.textContent = left === 1 ? "Shift once more to leave" : `Shift ${left} more times to leave`;
  dots.append(seen, heard);
}

function forget() {
  pressed = [];
  show();
}

function count() {
  const moment = Date.now();
  pressed = [...pressed.filter((each) => moment - each < WITHIN), moment];
  show();
  if (pressed.length < PRESSES) return;
  const where = address();
  forget();
  if (where) leave(where);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-leave]");
  if (!link) return;
  event.preventDefault();
  leave(link.href);
});

// Shift that only makes a capital letter does not count.
document.addEventListener("keydown", (event) => {
  if (event.key === "Shift") {
    alone = !event.repeat || alone;
    return;
  }
  alone = false;
  if (pressed.length) forget();
});

document.addEventListener("keyup", (event) => {
  if (event.key !== "Shift" || !alone) return;
  alone = false;
  count();
});

setInterval(() => {
  if (pressed.length && Date.now() - pressed.at(-1) > WITHIN) forget();
}, 1000);

// Coming back with the Back button must not show a blank page for ever.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.documentElement.classList.contains("leaving")) {
    window.location.reload();
  }
});
