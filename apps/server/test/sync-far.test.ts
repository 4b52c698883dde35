/** How far a sync is, told over HTTP while it runs: from a WebDAV server that holds a file back. */
import type { Page } from "@deadwax/core-cache"
import type { SyncJob } from "@deadwax/core-sync"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { SyncProgress } from "../src/events/app-event.ts"
import { makeSyncWorld, type SyncWorld, song } from "./sync-world.ts"

const slowMs = 60_000
const files = 25

let world: SyncWorld
beforeAll(async () => {
  world = await makeSyncWorld("webdav")
  for (let no = 0; no < files; no++) await world.remote.put(`Reds - Velvet/${no}.mp3`, song(`Song ${no}`))
}, slowMs)
afterAll(() => world.end())

/** Each thing that a stream tells. */
async function* heard(response: Response): AsyncIterable<{ readonly event: string; readonly data: SyncProgress }> {
  let text = ""
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? []
      text = text.slice(end + 2)
      if (event !== undefined) yield { event, data: JSON.parse(data ?? "") }
    }
  }
}

test(
  "[Y6] it is told for every ten files at least, each second while a file takes long, never falls, and ends at what is stored",
  async () => {
    await world.remote.wrong({ filesLeft: 12 })
    const response = await world.get("/api/v1/sync", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: "{}"
    })
    const told: Array<SyncProgress> = []
    let report: { readonly jobs: ReadonlyArray<SyncJob> } | undefined
    let stuck = 0
    for await (const { event, data } of heard(response)) {
      if (event === "report") report = data as never
      if (event !== "progress") continue
      const last = told.at(-1)
      told.push(data)
      stuck = last?.phase === "fetch" && last.done === data.done ? stuck + 1 : 0
      // Nothing is done, and it is told all the same; then the server goes on.
      if (stuck === 2) await world.remote.wrong({ filesLeft: Number.MAX_SAFE_INTEGER })
    }
    const fetched = told.filter(({ phase }) => phase === "fetch" || phase === "finish")
    const steps = fetched.map(({ done }, at) => done - (fetched[at - 1]?.done ?? 0))
    expect(steps.every((step) => step >= 0 && step <= 10)).toBe(true)
    expect(fetched.every(({ done, total }) => done <= total && total === files)).toBe(true)
    expect(steps.filter((step) => step === 0).length).toBeGreaterThan(2)
    const looked = told.filter(({ phase }) => phase === "look").map(({ done }) => done)
    expect(looked).toEqual([...looked].sort((a, b) => a - b))
    const [job] = (await world.json<Page<SyncJob>>("/api/v1/sync?limit=1")).items
    expect(report?.jobs).toEqual([job])
    expect([job?.stats.items, job?.stats.added, fetched.at(-1)?.done]).toEqual([files, files, files])
  },
  slowMs
)
