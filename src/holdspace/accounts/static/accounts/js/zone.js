// The time zone a person writes in, so that "now" is their now.
const zone = document.querySelector("input[name=zone]");
if (zone && !zone.value) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
