/** Everything that is no route of the API: the files of the web app, and its page for every address that it knows by itself. */
import { Problem } from "../answers/problem.ts"
import { isUnchanged } from "../bodies/validators.ts"
import type { WebAsset, WebAssets } from "../ports.ts"
import { plainPage } from "./plain-page.ts"

const noSuchAddress = new Problem({
  code: "not-found",
  detail: "Nothing is served at this address.",
  remedy: "See /openapi.json."
})
const readOnly = new Problem({
  code: "method-not-allowed",
  detail: "This address does not take that method.",
  remedy: "Use GET, HEAD.",
  headers: { allow: "GET, HEAD" }
})

/** That it is unchanged also bears its type, and so its policy: a browser puts the headers of a 304 in the place of those that it kept. */
const answerAsset = (asset: WebAsset, request: Request): Response => {
  const headers = new Headers({
    etag: asset.etag,
    "content-type": asset.mime,
    "cache-control": asset.isImmutable ? "public, max-age=31536000, immutable" : "no-cache"
  })
  if (isUnchanged(request.headers, { etag: asset.etag })) return new Response(null, { status: 304, headers })
  headers.set("content-length", String(asset.body instanceof Blob ? asset.body.size : asset.body.length))
  return new Response(request.method === "HEAD" ? null : asset.body, { headers })
}

const isForApi = (path: string): boolean => path === "/api" || path.startsWith("/api/")

/** A browser that goes somewhere, to an address that does not look like a file. */
const isVisit = (path: string, { headers }: Request): boolean =>
  !path.slice(path.lastIndexOf("/")).includes(".") && (headers.get("accept") ?? "").includes("text/html")

/** The answer to a request that no route took. */
export const answerPage = async (assets: WebAssets | undefined, request: Request, path: string): Promise<Response | Problem> => {
  if (isForApi(path)) return noSuchAddress
  if (request.method !== "GET" && request.method !== "HEAD") return readOnly
  const isHome = path === "/"
  const wantsPage = isHome || isVisit(path, request)
  if (assets === undefined) return isHome ? plainPage(request) : noSuchAddress
  const asset = (isHome ? undefined : await assets.find(path)) ?? (wantsPage ? await assets.find("/index.html") : undefined)
  return asset === undefined ? noSuchAddress : answerAsset(asset, request)
}
