// Keeps the page and all that it may fetch, so that it needs no network from then on. crates/page-files writes version and files when a
// release is built. Another build has no files here, and with it this worker takes itself away: an older page would hide what is new.
const VERSION = "@VERSION@";
const FILES = "@FILES@";
const OURS = `groundplan ${self.registration.scope} `;
const CACHE = OURS + VERSION;

self.addEventListener("install", (event) =>
  event.waitUntil(
    (async () => {
      if (FILES.length === 0) return self.skipWaiting();
      const cache = await caches.open(CACHE);
      // Past the browser's own cache, which may have an older file of the same name.
      await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
    })(),
  ),
);

self.addEventListener("activate", (event) =>
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && (name !== CACHE || FILES.length === 0));
      await Promise.all(old.map((name) => caches.delete(name)));
      // The page of the very first visit needs no network from now on. A page of an older version keeps that until it is loaded again.
      if (old.length === 0) await self.clients.claim();
      if (FILES.length === 0) {
        await self.registration.unregister();
        for (const page of await self.clients.matchAll({ type: "window" })) page.navigate(page.url);
      }
    })(),
  ),
);

// A new version waits until the visitor wants it: public/offline.js asks.
self.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(self.skipWaiting());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (FILES.length === 0 || request.method !== "GET" || !request.url.startsWith(self.registration.scope)) return;
  event.respondWith(
    (async () => {
      // All files of a cache are of one version, so that the version in an address says nothing.
      const found = await (await caches.open(CACHE)).match(request, { ignoreSearch: true });
      return found ?? fetch(request);
    })(),
  );
});
