// Locks the space after a while without anybody at the page.

import { leave } from "./leave.js";

const { idleMinutes, lockUrl } = document.body.dataset;
const idleFor = Number(idleMinutes) * 60_000;
const others = "BroadcastChannel" in window ? new BroadcastChannel("holdspace-here") : null;

let last = Date.now();
let told = 0;

function here() {
  last = Date.now();
  // Somebody who writes in another tab is not away from this one.
  if (others && last - told > 5000) {
    told = last;
    others.postMessage("here");
  }
}

function check() {
  if (Date.now() - last >= idleFor) leave(lockUrl);
}

if (lockUrl && idleFor > 0) {
  for (const kind of ["keydown", "input", "pointerdown", "wheel", "touchstart", "scroll"]) {
    window.addEventListener(kind, here, { passive: true, capture: true });
  }
  others?.addEventListener("message", () => {
    last = Date.now();
  });
  // Timers stand still while a machine sleeps; looking at the clock on waking
  // locks before anything is seen.
  document.addEventListener("visibilitychange", check);
  window.addEventListener("pageshow", check);
  setInterval(check, 5000);
}
