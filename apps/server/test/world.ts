/** A copy of the sample library, scanned, and the app over it. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Library, LibraryCache } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { type App, type AppPorts, createApp } from "../src/create-app.ts"
import { openRuntime } from "./opened-library.ts"

const sampleLibrary = join(import.meta.dirname, "../../../sample/library")

export interface World {
  readonly directory: string
  readonly library: Library
  readonly run: AppPorts["run"]
  readonly app: App
  /** An answer to a request of the app's own page. */
  readonly get: (path: string, init?: RequestInit) => Promise<Response>
  /** The JSON of an answer that has to be a success. */
  readonly json: <T>(path: string, init?: RequestInit) => Promise<T>
  readonly end: () => Promise<void>
}

export interface WorldOptions {
  readonly music?: "sample" | "empty"
  readonly ports?: Partial<AppPorts>
}

export const origin = "http://localhost:4747"

/** What `deadwax serve` allows without a token. */
export const loopbackHosts = ["localhost", "127.0.0.1", "[::1]"]

export const makeWorld = async ({ music = "sample", ports = {} }: WorldOptions = {}): Promise<World> => {
  const directory = mkdtempSync(join(tmpdir(), "deadwax-server-"))
  if (music === "sample") cpSync(sampleLibrary, join(directory, "music"), { recursive: true })
  else mkdirSync(join(directory, "music"))
  const { library, runtime } = await openRuntime(directory)
  const run: AppPorts["run"] = (effect, signal) => runtime.runPromiseExit(effect, signal && { signal })
  await runtime.runPromise(Effect.flatMap(LibraryCache, (cache) => cache.scan()))
  const opened = await runtime.runPromise(LibraryCache)
  const app = createApp({
    atHand: () => opened,
    version: "1.2.3",
    run,
    coverDirectory: join(directory, "state/covers"),
    access: { hosts: loopbackHosts },
    ...ports
  })
  const get = (path: string, init?: RequestInit) => app.fetch(new Request(origin + path, init))
  return {
    directory,
    library,
    run,
    app,
    get,
    json: async <T>(path: string, init?: RequestInit) => {
      const response = await get(path, init)
      if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return (await response.json()) as T
    },
    end: async () => {
      app.stop()
      await runtime.dispose()
      rmSync(directory, { recursive: true, force: true })
    }
  }
}
