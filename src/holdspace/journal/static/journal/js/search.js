// Searches as somebody types, by sending the form as its button does. Nothing of it goes
// into an address, the history or a store of the browser.

const PAUSE = 250;
const SAID = {
  away: "This did not reach the server. What you typed is still here; it is looked for as soon as there is a connection.",
  locked: "Your space is locked. What you typed is still here.",
  stale: "This page has been open for a long time. What you typed is still here; the search page opened anew takes it.",
  broken: "The search did not work just now. What you typed is still here.",
};

class Search {
  #form;
  #said = document.querySelector("[data-said]");
  #told = document.querySelector("[data-told]");
  #found = document.querySelector("[data-found]");
  #asked;
  #missed = null;
  #running = null;
  #timer = 0;

  constructor(form) {
    this.#form = form;
    this.#asked = this.#typed();
    form.addEventListener("input", () => this.#later());
    document.addEventListener("submit", (event) => this.#submitted(event));
    window.addEventListener("online", () => this.#again());
    // It may have been unlocked in another tab.
    document.addEventListener("visibilitychange", () => this.#again());
  }

  #typed() {
    return new URLSearchParams(new FormData(this.#form)).toString();
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const typed = this.#typed();
      if (typed !== this.#asked) this.#look(typed);
    }, PAUSE);
  }

  #again() {
    if (this.#missed !== null && document.visibilityState === "visible") this.#look(this.#missed);
  }

  async #submitted(event) {
    const form = event.target;
    const more = form.hasAttribute("data-more");
    if (form !== this.#form && !more) return;
    event.preventDefault();
    clearTimeout(this.#timer);
    await this.#look(new URLSearchParams(new FormData(form, event.submitter)).toString());
    if (more) this.#told.querySelector("h2")?.focus();
  }

  // Of several on their way, only the last one is shown.
  async #look(body) {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.#asked = body;
    try {
      const answer = await this.#post(body, running.signal);
      const refused = refusal(answer);
      const text = refused ? "" : await answer.text();
      if (running.signal.aborted) return;
      if (refused) this.#miss(body, refused);
      else this.#show(text);
    } catch {
      if (!running.signal.aborted) this.#miss(body, "away");
    }
  }

  #post(body, signal) {
    return fetch(this.#form.action, {
      method: "POST",
      body,
      headers: { "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8" },
      credentials: "same-origin",
      redirect: "manual",
      signal,
    });
  }

  #show(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    this.#missed = null;
    this.#said.replaceChildren();
    for (const [here, name] of [[this.#told, "[data-told]"], [this.#found, "[data-found]"]]) {
      here.replaceChildren(...(page.querySelector(name)?.childNodes ?? []));
    }
  }

  #miss(body, why) {
    this.#missed = body;
    this.#told.replaceChildren();
    this.#found.replaceChildren();
    this.#said.replaceChildren(SAID[why]);
    if (why === "locked") this.#said.append(" ", link(this.#form.dataset.unlock, "Unlock it in a new tab"));
    if (why === "stale") this.#said.append(" ", link(this.#form.action, "Open it in a new tab"));
  }
}

function refusal(answer) {
  if (answer.type === "opaqueredirect") return "locked";
  if (answer.status === 403) return "stale";
  return answer.ok ? "" : "broken";
}

function link(where, label) {
  const made = document.createElement("a");
  made.href = where;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  made.textContent = label;
  return made;
}

const form = document.querySelector("form[data-search]");
if (form) new Search(form);
