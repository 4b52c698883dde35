/** Serves built pages from a port of its own, as any host of static files does; can be stopped, and started again at the same address. */
import { join } from "node:path"

export interface Site {
  readonly url: string
  readonly stop: () => Promise<void>
  readonly start: () => void
}

export interface SiteOptions {
  /** The app's own addresses are answered with its page, as `deadwax serve` does. */
  readonly hasViews?: boolean
}

export const serveSite = (directory: string, { hasViews = false }: SiteOptions = {}): Site => {
  const listen = (port: number) =>
    Bun.serve({
      port,
      hostname: "127.0.0.1",
      fetch: async (request) => {
        const { pathname } = new URL(request.url)
        const file = Bun.file(join(directory, pathname === "/" ? "index.html" : pathname))
        if (await file.exists()) return new Response(file)
        const isView = hasViews && !/\.[a-z0-9]+$/.test(pathname)
        return isView ? new Response(Bun.file(join(directory, "index.html"))) : new Response("not found", { status: 404 })
      }
    })
  let server = listen(0)
  const port = server.port ?? 0
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () => server.stop(true),
    start: () => {
      server = listen(port)
    }
  }
}
