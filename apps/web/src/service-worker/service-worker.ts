/**
 * Keeps the app itself in the browser, so that it opens without a network or with its server stopped.
 *
 * The build writes in which files belong to it (`__DEADWAX_FILES__`, without those that hardly anybody needs) and a version made of them.
 * A page and its files go together: pages come from the cache of the newest version that is whole, files with a hash in their name from
 * whichever cache has them. So a new version is there at the next load, and a tab that is open goes on with the files it was made with:
 * one older cache is kept for it. Music, covers and everything else below /api is never kept here.
 *
 * No imports: this is one classic script.
 */

/** The part of a service worker's global scope that is used here; TypeScript's "webworker" library does not go with "dom". */
interface ExtendableEvent extends Event {
  readonly waitUntil: (work: Promise<unknown>) => void
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request
  readonly respondWith: (answer: Promise<Response>) => void
}
interface ServiceWorkerScope {
  readonly location: Location
  readonly skipWaiting: () => Promise<void>
  readonly clients: { readonly claim: () => Promise<void> }
  readonly addEventListener: ((type: "install" | "activate", listener: (event: ExtendableEvent) => void) => void) &
    ((type: "fetch", listener: (event: FetchEvent) => void) => void)
}

const scope = globalThis as unknown as ServiceWorkerScope
const prefix = "deadwax-app-"
const cacheName = `${prefix}${__DEADWAX_BUILD__}`
const page = "/"

/** Everything of this version, or nothing: a cache that lacks a file would break pages later. */
const keepAll = async (): Promise<void> => {
  const cache = await caches.open(cacheName)
  // Asked for past the browser's own cache, which may hold an older page.
  await cache.addAll([page, ...__DEADWAX_FILES__].map((path) => new Request(path, { cache: "reload" })))
}

/** Caches are listed in the order of their making: the one before this version is for tabs that are still open. */
const dropOld = async (): Promise<void> => {
  const own = (await caches.keys()).filter((name) => name.startsWith(prefix))
  const before = own.filter((name) => name !== cacheName).slice(0, -1)
  await Promise.all(before.map((name) => caches.delete(name)))
}

const isOwnRoute = (path: string): boolean => /^\/(?:api|health|openapi\.json)(?:\/|$)/.test(path)

const answerPage = async (request: Request): Promise<Response> => {
  const cache = await caches.open(cacheName)
  return (await cache.match(page)) ?? fetch(request)
}

const answerFile = async (request: Request): Promise<Response> =>
  (await caches.match(request, { ignoreSearch: true })) ?? fetch(request)

const onFetch = (event: FetchEvent): void => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== "GET" || url.origin !== scope.location.origin || isOwnRoute(url.pathname)) return
  if (request.mode === "navigate") event.respondWith(answerPage(request))
  else if (request.headers.get("range") === null) event.respondWith(answerFile(request))
}

scope.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => scope.skipWaiting())))
scope.addEventListener("activate", (event) => event.waitUntil(dropOld().then(() => scope.clients.claim())))
scope.addEventListener("fetch", onFetch)
