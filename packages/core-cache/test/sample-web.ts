/** The sample's files as the test server serves them (see `serveSample` in vitest.config.ts). */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type SampleFile, SampleFiles } from "./sample.contract.ts"

const list = Effect.promise((): Promise<ReadonlyArray<string>> => fetch("/sample-files").then((answer) => answer.json()))

const read = (path: string): Effect.Effect<SampleFile> =>
  Effect.promise(() => fetch(`/sample-file?path=${encodeURIComponent(path)}`).then((answer) => answer.arrayBuffer())).pipe(
    Effect.map((buffer) => ({ path, bytes: new Uint8Array(buffer) }))
  )

const below = (directory: string): Effect.Effect<ReadonlyArray<SampleFile>> =>
  Effect.flatMap(list, (paths) =>
    Effect.forEach(
      paths.filter((path) => path.startsWith(`${directory}/`)),
      read,
      { concurrency: 8 }
    )
  )

export const layer = Layer.succeed(SampleFiles, SampleFiles.of({ below }))
