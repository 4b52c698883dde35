/**
 * The web app's build as files on a disk. What is there is listed once, when the server starts: only a path of that list is ever opened, so
 * nothing beside the build can be asked for, in whatever spelling.
 */
import { readdir, readFile } from "node:fs/promises"
import { extname, join, relative } from "node:path"
import type { WebAsset, WebAssets } from "../ports.ts"

const mimes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8"
}

/** The builder puts what it names by content into assets/. */
const isImmutable = (path: string): boolean => /^\/assets\/.*-[\w-]{8}\.\w+$/.test(path)

const etagOf = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
  return `"${Buffer.from(digest.subarray(0, 12)).toString("hex")}"`
}

const load = async (path: string, file: string, mime: string): Promise<WebAsset> => {
  const bytes = new Uint8Array(await readFile(file))
  return { body: bytes, mime, isImmutable: isImmutable(path), etag: await etagOf(bytes) }
}

/** Undefined when there is no build. A file that has no known type is left out. */
export const findWebAssets = async (directory: string): Promise<WebAssets | undefined> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = new Map<string, string>()
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name)
    if (entry.isFile() && mimes[extname(entry.name)] !== undefined)
      files.set(`/${relative(directory, file).replaceAll("\\", "/")}`, file)
  }
  if (!files.has("/index.html")) return undefined
  const loaded = new Map<string, Promise<WebAsset>>()
  return {
    find: async (path) => {
      const file = files.get(path)
      if (file === undefined) return undefined
      const known = loaded.get(path)
      if (known !== undefined) return known
      const loading = load(path, file, mimes[extname(file)] ?? "")
      loaded.set(path, loading)
      // What failed once, as when too many files are open, is tried again.
      loading.catch(() => loaded.delete(path))
      return loading
    }
  }
}
