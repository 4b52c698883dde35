import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { findWebAssets } from "../src/serving/disk-assets.ts"
import { makeWorld, type World } from "./world.ts"

const build = mkdtempSync(join(tmpdir(), "deadwax-build-"))
let world: World
let bare: World
beforeAll(async () => {
  mkdirSync(join(build, "dist/assets"), { recursive: true })
  writeFileSync(join(build, "secret.txt"), "secret")
  writeFileSync(join(build, "dist/index.html"), "<!doctype html><title>app</title>")
  writeFileSync(join(build, "dist/assets/index-1a2B_c4d.js"), "export {}")
  writeFileSync(join(build, "dist/assets/module-1a2B_c4d.wasm"), new Uint8Array([0, 97, 115, 109]))
  writeFileSync(join(build, "dist/service-worker.js"), "self")
  writeFileSync(join(build, "dist/.env"), "secret")
  symlinkSync(join(build, "secret.txt"), join(build, "dist/linked.txt"))
  const assets = await findWebAssets(join(build, "dist"))
  if (assets === undefined) throw new Error("the build was not found")
  world = await makeWorld({ music: "empty", ports: { assets } })
  bare = await makeWorld({ music: "empty" })
})
afterAll(async () => {
  await world.end()
  await bare.end()
  rmSync(build, { recursive: true })
})

const page = { headers: { accept: "text/html,*/*" } }
const shown = async (response: Response) => [response.status, response.headers.get("content-type"), await response.text()]
const app = [200, "text/html; charset=utf-8", "<!doctype html><title>app</title>"]

describe("[X4] the web app's build", () => {
  test("is sent at its paths; its page also at every address that a person goes to", async () => {
    expect(await shown(await world.get("/"))).toEqual(app)
    for (const path of ["/", "/index.html", "/release/0192", "/search", "/a/b/c"])
      expect(await shown(await world.get(path, page))).toEqual(app)
    expect((await world.get("/release/0192")).status).toBe(404)
    expect((await world.get("/missing.js", page)).status).toBe(404)
    expect((await world.get("/api/v1/missing", page)).status).toBe(404)
    expect((await world.get("/", { method: "POST" })).status).toBe(405)
    expect(await shown(await world.get("/assets/module-1a2B_c4d.wasm"))).toEqual([200, "application/wasm", "\0asm"])
  })

  test("is kept for ever where its name says what is in it, and asked for again where not", async () => {
    const control = async (path: string) => (await world.get(path)).headers.get("cache-control")
    expect(await control("/assets/index-1a2B_c4d.js")).toBe("public, max-age=31536000, immutable")
    for (const path of ["/", "/index.html", "/service-worker.js"]) expect(await control(path)).toBe("no-cache")
    const etag = (await world.get("/service-worker.js")).headers.get("etag") ?? ""
    expect((await world.get("/service-worker.js", { headers: { "if-none-match": etag } })).status).toBe(304)
    const head = await world.get("/assets/index-1a2B_c4d.js", { method: "HEAD" })
    expect([head.headers.get("content-length"), await head.text()]).toEqual(["9", ""])
  })

  test("bears the same policy when a browser is told that it is unchanged, for that is the one it goes on with", async () => {
    for (const path of ["/", "/index.html", "/assets/index-1a2B_c4d.js", "/service-worker.js"]) {
      const whole = await world.get(path)
      const unchanged = await world.get(path, { headers: { "if-none-match": whole.headers.get("etag") ?? "" } })
      expect([path, unchanged.status]).toEqual([path, 304])
      for (const [name, value] of whole.headers)
        if (name !== "content-length") expect([path, name, unchanged.headers.get(name)]).toEqual([path, name, value])
    }
  })

  test("is all that is sent: nothing beside it, no hidden file, no link", async () => {
    const paths = [
      "/../secret.txt",
      "/%2e%2e/secret.txt",
      "/..%2fsecret.txt",
      "/assets/..%2f..%2fsecret.txt",
      "/linked.txt",
      "/.env",
      "/assets",
      "/assets/"
    ]
    for (const path of paths) {
      const response = await world.get(path)
      expect({ path, status: response.status, body: await response.text() }).toEqual({
        path,
        status: 404,
        body: expect.not.stringContaining("secret")
      })
    }
  })

  test("may run scripts of this server alone, and nothing may frame it", async () => {
    const policy = (await world.get("/")).headers.get("content-security-policy") ?? ""
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'")
    expect(policy).not.toContain("unsafe-inline")
    expect(policy).toContain("frame-ancestors 'none'")
  })

  test("is read again after it could not be read", async () => {
    const path = join(build, "dist/assets/late-1a2B_c4d.js")
    writeFileSync(path, "export {}")
    const assets = await findWebAssets(join(build, "dist"))
    rmSync(path)
    await expect(assets?.find("/assets/late-1a2B_c4d.js")).rejects.toThrow("ENOENT")
    writeFileSync(path, "export {}")
    expect((await assets?.find("/assets/late-1a2B_c4d.js"))?.mime).toContain("javascript")
  })

  test("may be missing: a page says so, and programs are answered all the same", async () => {
    expect(await findWebAssets(join(build, "nowhere"))).toBeUndefined()
    expect((await shown(await bare.get("/", page)))[2]).toContain("was not built")
    expect((await bare.get("/release/x", page)).status).toBe(404)
    expect((await bare.get("/api/v1/status")).status).toBe(200)
  })
})
