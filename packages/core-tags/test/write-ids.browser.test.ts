import { expect, test } from "vitest"
import type { BrowserWrite } from "./write-ids.worker.ts"

interface Answer {
  readonly found?: ReadonlyArray<BrowserWrite>
  readonly error?: string
}

const answerOf = (worker: Worker): Promise<Answer> =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data)
    worker.onerror = (event) => reject(new Error(event.message))
  })

test("[I3] [T1] ids are written in a browser's worker, on OPFS, and nothing else changes", async () => {
  const worker = new Worker(new URL("./write-ids.worker.ts", import.meta.url), { type: "module" })
  const { found, error } = await answerOf(worker)
  worker.terminate()
  expect(error).toBeUndefined()
  const ids = { track: "a-track", release: "a-release" }
  const whole = ["a.mp3", "a.flac", "a.opus", "a.ogg", "a.m4a"]
  expect(found).toEqual([
    ...whole.map((name) => ({ name, first: "written", second: "unchanged", differences: [], ids })),
    expect.objectContaining({ name: "broken.flac", first: "refused", second: "refused" })
  ])
})
