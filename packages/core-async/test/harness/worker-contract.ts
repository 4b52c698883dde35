/**
 * The page's half of the browser harness: asks a worker for its cases and makes each one a test of the page's runner.
 * Used with top-level await, since titles must be known before tests are collected.
 */
import { describe, expect, test } from "vitest"
import type { Answer, Request, SuiteTitles } from "./protocol.ts"
import { caseTimeoutMs } from "./run-contract.ts"

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never
type Ask = (request: WithoutId<Request>) => Promise<Answer>

const connect = (worker: Worker): Ask => {
  const waiting = new Map<number, { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }>()
  let lastId = 0
  worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
    waiting.get(data.id)?.resolve(data)
    waiting.delete(data.id)
  })
  worker.addEventListener("error", (event) => {
    const error = new Error(`The worker failed: ${event.message || "its module could not be loaded"}`)
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  })
  return (request) => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    lastId++
    waiting.set(lastId, { resolve, reject })
    worker.postMessage({ ...request, id: lastId })
    return promise
  }
}

const listSuites = (ask: Ask): Promise<ReadonlyArray<SuiteTitles>> =>
  ask({ kind: "list" }).then((answer) => (answer.kind === "titles" ? answer.suites : []))

/** One test for each case that `worker` serves. Answers when all are registered. */
export const testContractsInWorker = async (runtime: string, worker: Worker): Promise<void> => {
  const ask = connect(worker)
  const suites = await listSuites(ask)
  expect(suites.length, "suites that the worker serves").toBeGreaterThan(0)
  suites.forEach(({ name, titles }, suite) => {
    describe(`${name} on ${runtime}`, () => {
      titles.forEach((title, index) => {
        const run = async (): Promise<void> => {
          const answer = await ask({ kind: "run", suite, index })
          if (answer.kind === "done" && answer.failure !== undefined) throw new Error(answer.failure)
        }
        test(title, run, caseTimeoutMs)
      })
    })
  })
}
