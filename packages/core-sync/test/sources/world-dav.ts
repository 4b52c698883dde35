/** A world on the tests' own WebDAV server, on every runtime: what happens there is asked for over HTTP. */
import type { Http } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { memorySnapshots } from "../../src/sources/compared-feed.ts"
import type { WebdavCredentials } from "../../src/sources/webdav/authorization.ts"
import { openWebdav, type WebdavOptions } from "../../src/sources/webdav/webdav-source.ts"
import type { Control } from "../dav-server/dav-server.ts"
import { type Misbehaviour, password, type Seen, type SpaceOptions, userName } from "../dav-server/space.ts"
import { SourceWorld, type World } from "./source-case.ts"

const post = <A>(url: string, body: unknown): Promise<A> =>
  fetch(url, { method: "POST", body: JSON.stringify(body) }).then((response) => response.json())

/** Failures are told at once: tests do not wait. */
export const noRetries = { times: 0, baseMs: 0, longestMs: 0, longestAskedMs: 0 }

export const rightCredentials: WebdavCredentials = { username: userName, password: Redacted.make(password) }

/** A place on the server: the world, and what only this server can be made to do. */
export interface DavWorld extends World {
  readonly url: string
  readonly misbehave: (wrong: Partial<Misbehaviour>) => Effect.Effect<void>
  /** The requests since it was asked last. */
  readonly seen: Effect.Effect<ReadonlyArray<Seen>>
  readonly openWith: (options: Partial<WebdavOptions>) => ReturnType<typeof openWebdav>
}

const base64 = (bytes: Uint8Array): string => {
  let text = ""
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}

/** Makes a place, with the options that sources over it get beside its address. */
export const makeDavWorld = (server: string, space: SpaceOptions, options: Partial<WebdavOptions> = {}) =>
  Effect.gen(function* () {
    const id = yield* Effect.promise(() => post<string>(`${server}/spaces/`, space))
    const http = yield* Effect.context<Http>()
    const control = <A = void>(action: Control): Effect.Effect<A> =>
      Effect.promise(() => post<A>(`${server}/spaces/${id}/control`, action))
    const url = `${server}/spaces/${id}/dav`
    const openWith: DavWorld["openWith"] = (more) =>
      openWebdav({
        name: "Attic",
        url,
        allowPlainHttp: true,
        credentials: rightCredentials,
        pace: { retries: noRetries },
        ...options,
        ...more
      })
    const forget = Effect.suspend(() => {
      const { snapshots } = options
      if (snapshots === undefined) return Effect.void
      return Effect.orDie(
        Effect.flatMap(Effect.provide(openWith({}), http), ({ fingerprint }) => snapshots.keepOnly(fingerprint, []))
      )
    })
    const world: DavWorld = {
      url,
      open: Effect.provide(openWith({}), http),
      openBelow: (folder) => Effect.provide(openWith({ url: `${url}/${encodeURIComponent(folder)}/` }), http),
      openWith,
      put: (path, content) => control({ do: "put", path, base64: base64(content) }),
      putAll: (paths) => control({ do: "put-all", paths }),
      makeFolder: (path) => control({ do: "make-folder", path }),
      remove: (path) => control({ do: "remove", path }),
      removeFolder: (path) => control({ do: "remove-folder", path }),
      move: (from, to) => control({ do: "move", from, to }),
      modifiedAtUs: (path) => control<number>({ do: "time", path }),
      takeAway: control({ do: "there", is: false }),
      bringBack: control({ do: "there", is: true }),
      expireCursors: Effect.andThen(control({ do: "expire" }), forget),
      misbehave: (wrong) => control({ do: "wrong", wrong }),
      seen: control<ReadonlyArray<Seen>>({ do: "seen" }),
      limits: { timeStepUs: 1_000_000, shownPath: (path) => path },
      secrets: [password, encodeURIComponent(password), btoa(unescape(encodeURIComponent(`${userName}:${password}`)))]
    }
    return world
  })

/** A place for each case. `compares`: without a feed of its own, the source keeps what it told. */
export const layerDav = (server: string, space: SpaceOptions): Layer.Layer<SourceWorld, never, Http> =>
  Layer.effect(
    SourceWorld,
    Effect.suspend(() => makeDavWorld(server, space, space.feed === true ? {} : { snapshots: memorySnapshots() }))
  )
