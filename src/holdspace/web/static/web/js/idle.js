// Locks the space after a while without anybody at the page.

import { leave } from "./leave.js";

const { idleMinutes, lockUrl } = document.body.dataset;
const idleFor = Number(idleMinutes) * 60_000;
const others = "BroadcastChannel" in window ? new BroadcastChannel("holdspace-here") : null;

const PATIENCE = 6000;
const HELD_BACK = "Locked. Something you wrote here has not reached the server yet. It stays behind this page and is kept as soon as the server answers.";

let locking = false;
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
  if (Date.now() - last >= idleFor) lock();
}

// What was typed reaches the server first: nobody is in a hurry to get away here, and
// a page that goes would take with it what a lost connection has held back.
async function lock() {
  if (locking) return;
  locking = true;
  const cover = covered();
  const waits = [];
  document.dispatchEvent(new CustomEvent("holdspace:resting", { detail: { waits } }));
  const late = new Promise((done) => setTimeout(done, PATIENCE, [false]));
  const kept = await Promise.race([Promise.all(waits), late]);
  if (kept.every(Boolean)) return leave(lockUrl);
  cover.textContent = HELD_BACK;
  document.addEventListener("holdspace:kept", () => leave(lockUrl));
  fetch(lockUrl, { credentials: "same-origin", redirect: "error" }).catch(() => {});
}

function covered() {
  const cover = document.createElement("p");
  cover.className = "cover";
  cover.setAttribute("role", "status");
  document.title = "…";
  document.documentElement.classList.add("covered");
  document.body.append(cover);
  return cover;
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
