// The service worker. KEPT, written above this line, names all it may keep:
// the help pages, the offline page and what they look like. Nothing else is
// ever put into the cache, so no private page can lie there.

const NAME = `kept-${KEPT.version}`;
const PATIENCE = 4000;

// The last words of a page that is already going must not be handed back to it:
// they would be lost. Where the browser can, what is sent never comes by here; where
// it cannot, it is sent on from here.
self.addEventListener("install", (event) => {
  event.addRoutes?.({ condition: { requestMethod: "POST" }, source: "network" })?.catch(() => {});
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(clear().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && request.mode !== "navigate") event.respondWith(fetch(request));
  if (request.method !== "GET") return;
  if (KEPT.assets.includes(url.pathname)) {
    event.respondWith(networkThenKept(request, url.pathname));
  } else if (request.mode === "navigate") {
    const help = url.pathname.startsWith(KEPT.help);
    event.respondWith(help ? helpPage(request, url.pathname) : anyPage(request));
  }
});

async function fill() {
  const cache = await caches.open(NAME);
  const wanted = [...KEPT.pages, ...KEPT.assets];
  await cache.addAll(wanted.map((each) => new Request(each, { cache: "reload" })));
}

async function clear() {
  const names = await caches.keys();
  await Promise.all(names.filter((each) => each !== NAME).map((each) => caches.delete(each)));
}

async function keep(path, response) {
  if (!response.ok || response.redirected) return;
  if (!KEPT.pages.includes(path) && !KEPT.assets.includes(path)) return;
  const cache = await caches.open(NAME);
  await cache.put(path, response);
}

async function networkThenKept(request, path) {
  try {
    return await fetch(request);
  } catch {
    return (await kept(path)) ?? Response.error();
  }
}

// A network that hardly answers is worse than none: after a few seconds the
// kept page is shown, whatever still arrives.
async function helpPage(request, path) {
  const fallback = async () => (await kept(path)) ?? (await kept(KEPT.help));
  const live = fetch(request).then((response) => {
    const copy = response.clone();
    keep(path, copy).catch(() => {});
    return response.status >= 500 ? fallback().then((page) => page ?? response) : response;
  });
  const waited = new Promise((resolve) => {
    setTimeout(async () => resolve((await fallback()) ?? live), PATIENCE);
  });
  try {
    return await Promise.race([live, waited]);
  } catch {
    return (await fallback()) ?? Response.error();
  }
}

async function anyPage(request) {
  try {
    return await fetch(request);
  } catch {
    return (await kept(KEPT.offline)) ?? Response.error();
  }
}

async function kept(path) {
  const cache = await caches.open(NAME);
  return cache.match(path);
}
