// Keeps the pages of this phone's tickets and their styles, so that they open without reception. Keeps no answers.

const NAME = "quayso-1";
const PATIENCE_MS = 5000;
const MOST_PAGES = 12;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A copy is made before anybody reads the answer: afterwards there is nothing left to copy.
async function keepPage(request, response) {
  const cache = await caches.open(NAME);
  await cache.put(new URL(request.url).pathname, response);
  const pages = (await cache.keys()).filter((one) => new URL(one.url).pathname.startsWith("/t/"));
  for (const old of pages.slice(0, -MOST_PAGES)) await cache.delete(old);
}

async function page(event) {
  const { request } = event;
  const kept = await caches.match(new URL(request.url).pathname);
  const fresh = fetch(request).then((response) => {
    if (response.ok && !response.redirected) event.waitUntil(keepPage(request, response.clone()));
    return response;
  });
  if (kept === undefined) return fresh;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, kept));
  return Promise.race([fresh.catch(() => kept), late]);
}

async function asset(event) {
  const kept = await caches.match(event.request);
  const fresh = fetch(event.request).then((response) => {
    if (response.ok) {
      const copy = response.clone();
      event.waitUntil(caches.open(NAME).then((cache) => cache.put(event.request, copy)));
    }
    return response;
  });
  if (kept === undefined) return fresh;
  event.waitUntil(fresh.catch(() => {}));
  return kept;
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && url.pathname.startsWith("/t/")) event.respondWith(page(event));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(asset(event));
});
