// Small comforts for fields. Every page works without this file.

const two = (number) => String(number).padStart(2, "0");

// A moment is drawn in the zone the server knew. Where the browser knows
// better, the same moment is shown in its zone; what was typed is left alone.
for (const input of document.querySelectorAll("[data-zone]")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const moment = input.closest(".moment");
  const [day, time] = moment.querySelectorAll("label input");
  const { instant } = moment.dataset;
  if (!zone || zone === input.value || (!instant && (day.value || time.value))) continue;
  input.value = zone;
  if (!instant) continue;
  const at = new Date(instant);
  day.value = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  time.value = `${two(at.getHours())}:${two(at.getMinutes())}`;
}

// "Nothing right now" beside "rest" would say two things at once.
document.addEventListener("change", ({ target }) => {
  const chips = target.closest?.("[data-chips]");
  if (!chips || !target.checked) return;
  for (const other of chips.querySelectorAll("input:checked")) {
    const apart = "exclusive" in target.dataset || "exclusive" in other.dataset;
    if (other !== target && apart) other.checked = false;
  }
});
