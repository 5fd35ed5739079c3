// Shows and hides questions while those they hang on are answered. Every page works
// without this file: the server decides, and a screen comes back when that is needed.

const OURS = "[data-when]";

function typed(control) {
  if (control.type === "radio" || control.type === "checkbox") return control.checked ? control.value : "";
  return control.value.trim();
}

// What is written under a question that is off counts as absent.
function answers(root, ask) {
  const names = [ask, `${ask}+own`, `${ask}.date`].map((name) => `[name="${CSS.escape(name)}"]`);
  return [...root.querySelectorAll(names.join(","))]
    .filter((control) => !control.closest(`${OURS}[hidden]`))
    .map(typed)
    .filter((value) => value !== "");
}

const clock = (text) => (text.length === 5 ? `${text}:00` : text);

function ordered(sort, left, right) {
  if (sort === "number") {
    const [one, other] = [Number(left), Number(right)];
    return Number.isNaN(one) || Number.isNaN(other) ? null : Math.sign(one - other);
  }
  let [one, other] = sort === "clock" ? [clock(left), clock(right)] : [left, right];
  if (sort === "day") {
    const shared = Math.min(one.length, other.length);
    [one, other] = [one.slice(0, shared), other.slice(0, shared)];
  }
  return one < other ? -1 : Number(one > other);
}

function same(sort, left, right) {
  if (sort === "number") return ordered(sort, left, right) === 0;
  return sort === "clock" ? clock(left) === clock(right) : left === right;
}

const SIGNS = { ">": [1], ">=": [0, 1], "<": [-1], "<=": [-1, 0] };

function holds(root, { ask, sort, op, to }) {
  const found = answers(root, ask);
  if (op === "exists") return found.length > 0 === (to[0] === "yes");
  const equal = found.some((value) => to.some((one) => same(sort, value, one)));
  if (op === "=") return equal;
  if (op === "!=") return !equal;
  return found.some((value) => SIGNS[op].includes(ordered(sort, value, to[0])));
}

function settle(root, parts) {
  // One that shows may bring the next one with it; there are no circles.
  for (let left = parts.length; left >= 0; left -= 1) {
    let changed = false;
    for (const { element, rules, all } of parts) {
      const on = all ? rules.every((rule) => holds(root, rule)) : rules.some((rule) => holds(root, rule));
      if (element.hidden === on) {
        element.hidden = !on;
        changed = true;
      }
    }
    if (!changed) break;
  }
  // What was shown once has been seen, and no screen has to come back for it.
  for (const mark of root.querySelectorAll("[data-unseen]")) {
    if (!mark.closest("[hidden]")) mark.disabled = true;
  }
}

const roots = new Map();
for (const element of document.querySelectorAll(OURS)) {
  const root = element.closest("form, [data-try], [data-preview]");
  const part = { element, rules: JSON.parse(element.dataset.when), all: "all" in element.dataset };
  if (root) roots.set(root, [...(roots.get(root) ?? []), part]);
}
for (const [root, parts] of roots) {
  for (const kind of ["input", "change"]) root.addEventListener(kind, () => settle(root, parts));
  // A page that comes back from the browser's memory may hold other answers.
  window.addEventListener("pageshow", () => settle(root, parts));
  settle(root, parts);
}
