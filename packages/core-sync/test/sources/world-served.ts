/** A world in a directory that a real WebDAV server serves: a folder of its own for each case. */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import type { Http } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { memorySnapshots } from "../../src/sources/compared-feed.ts"
import { openWebdav } from "../../src/sources/webdav/webdav-source.ts"
import type { RunningServer } from "../real-servers/server-program.ts"
import { SourceWorld } from "./source-case.ts"
import { makeDiskWorld } from "./world-disk.ts"

export const layerServed = (
  server: RunningServer,
  { username, password }: { readonly username: string; readonly password: string }
): Layer.Layer<SourceWorld, never, Http> =>
  Layer.effect(
    SourceWorld,
    Effect.gen(function* () {
      const http = yield* Effect.context<Http>()
      const id = crypto.randomUUID()
      const directory = join(server.directory, id)
      mkdirSync(directory)
      yield* Effect.promise(server.lookAgain)
      const snapshots = memorySnapshots()
      const openAt = (folder: string) =>
        openWebdav({
          name: "Attic",
          url: `${server.url}/${id}/${folder}`,
          credentials: { username, password: Redacted.make(password) },
          allowPlainHttp: true,
          snapshots
        }).pipe(Effect.provide(http))
      const secrets = [password, encodeURIComponent(password), btoa(`${username}:${password}`)]
      const limits = { timeStepUs: 1_000_000, shownPath: server.shownPath }
      return makeDiskWorld({ directory, openAt, snapshots, limits, secrets, tell: Effect.promise(server.lookAgain) })
    })
  )
