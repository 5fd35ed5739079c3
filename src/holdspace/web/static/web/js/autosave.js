// Keeps a form[data-autosave] as it is written, and says honestly whether it was.

const PAUSE = 700;
// A save that is done sooner says nothing: a reader's voice is not interrupted.
const QUIET = 1200;
const SHORTEST_WAIT = 2000;
const LONGEST_WAIT = 60_000;
// Browsers send at most 64 KiB when a page is already going.
const PARTING = 60_000;

const SAID = {
  keeping: "Keeping…",
  kept: "Kept as you write.",
  away: "This did not reach the server. Your words are still on this page.",
  keptLocked: "Kept as you write. Your space is locked meanwhile.",
  locked: "Your space is locked. Your words are still on this page.",
  conflict: "This was also changed in another window or on another device. Nothing is overwritten.",
  refused: "This could not be kept yet. Your words are still on this page.",
  stale: "This page has been open for a long time. Your words are still on it; the next tap keeps them.",
};

class Keeper {
  #form;
  #line;
  #where;
  #dirty = false;
  #sending = false;
  #touches = 0;
  #stopped = false;
  #leaving = false;
  #timer = 0;
  #wait = SHORTEST_WAIT;

  constructor(form) {
    this.#form = form;
    this.#where = form.dataset.autosave || form.getAttribute("action") || window.location.pathname;
    this.#line = form.querySelector("[data-kept]") ?? document.querySelector("[data-kept]");
    this.#line?.setAttribute("aria-live", "polite");
    form.addEventListener("input", () => this.#touched(PAUSE));
    form.addEventListener("change", () => this.#touched(0));
    form.addEventListener("submit", () => {
      this.#leaving = true;
      this.#counted();
    });
    // Hidden: the page may be ended unseen. Seen again: it may be unlocked by now.
    document.addEventListener("visibilitychange", () => this.#send());
    window.addEventListener("pagehide", () => this.#part());
    document.addEventListener("holdspace:leaving", () => this.#part());
    document.addEventListener("holdspace:resting", (event) => event.detail.waits.push(this.#settled()));
    window.addEventListener("online", () => this.#send());
    window.addEventListener("pageshow", () => {
      this.#leaving = false;
    });
  }

  #touched(pause) {
    // A page that goes blank loses its focus, and that looks like a change.
    if (this.#leaving) return;
    this.#dirty = true;
    this.#touches += 1;
    this.#later(pause);
  }

  #later(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), pause);
  }

  async #send() {
    if (!this.#dirty || this.#sending || this.#stopped || this.#leaving) return;
    clearTimeout(this.#timer);
    this.#dirty = false;
    this.#sending = true;
    this.#counted();
    const touches = this.#touches;
    const slow = setTimeout(() => this.#say("keeping"), QUIET);
    try {
      await this.#answered(await this.#post(new URLSearchParams(new FormData(this.#form)).toString()));
    } catch {
      this.#again();
    } finally {
      clearTimeout(slow);
      this.#sending = false;
      if (this.#touches !== touches) this.#later(PAUSE);
      else if (!this.#dirty) document.dispatchEvent(new CustomEvent("holdspace:kept"));
    }
  }

  #post(body) {
    return fetch(this.#where, {
      method: "POST",
      body,
      headers: {
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
        "X-Autosave": "1",
      },
      credentials: "same-origin",
      redirect: "error",
      keepalive: body.length < PARTING,
    });
  }

  async #answered(response) {
    if (response.status >= 500) return this.#again();
    const told = await response.json();
    if (told.kept) {
      this.#wait = SHORTEST_WAIT;
      if (told.locked) return this.#say("keptLocked", told.where, "Unlock it in a new tab");
      return this.#say("kept");
    }
    // It is kept beside the other version: nothing is on this page alone.
    if (told.conflict) return this.#say("conflict", told.where, "Look at both");
    if (told.locked) return this.#stop("locked", told.where, "Unlock it in a new tab");
    if (response.status === 403) return this.#stop("stale");
    this.#dirty = !told.aside;
    return this.#say("refused", null, null, told.problems?.[0]?.sentence);
  }

  // Says whether everything typed so far has reached the server.
  async #settled() {
    while (this.#sending) await new Promise((done) => setTimeout(done, 50));
    await this.#send();
    return !this.#dirty;
  }

  #field(name) {
    return this.#form.querySelector(`input[name="${name}"]`);
  }

  // Each save has a number, so that a slow one cannot undo a later one.
  #counted() {
    const count = this.#field("count");
    if (count) count.value = String(Number(count.value) + 1);
  }

  #again() {
    this.#dirty = true;
    this.#say("away");
    this.#later(this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }

  // The words stay to be kept: a later touch, or going away, tries again.
  #stop(state, where, label) {
    this.#dirty = true;
    this.#stopped = state === "stale";
    this.#say(state, where, label);
  }

  #part() {
    if (!this.#dirty || this.#stopped || this.#leaving) return;
    this.#counted();
    const data = new FormData(this.#form);
    data.append("beacon", "1");
    this.#dirty = false;
    this.#leaving = true;
    const sent = navigator.sendBeacon?.(this.#where, data) ?? false;
    if (!sent) this.#post(new URLSearchParams(data).toString()).catch(() => {});
  }

  #say(state, where, label, sentence) {
    if (!this.#line) return;
    this.#line.dataset.state = state === "kept" || state === "keeping" ? state : "away";
    const words = sentence ?? SAID[state];
    if (this.#line.dataset.said === words + (where ?? "")) return;
    this.#line.dataset.said = words + (where ?? "");
    this.#line.replaceChildren(words);
    if (!where || !label) return;
    const link = document.createElement("a");
    link.href = where;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.textContent = label;
    this.#line.append(" ", link);
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Keeper(form);
