/** What cases about collages and playlists share: files written as people write them, and how the library answers. */
import { Sqlite } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { Collage, Playlist } from "../src/index.ts"
import { bytesOf, init, places, put, releaseIds, scanClean, trackIds, twoReleases, type World, withLibrary } from "./world.ts"

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

export const putCollage = (name: string, text: string) => put(`!collages/${name}.toml`, encode(text))
export const putPlaylist = (name: string, text: string) => put(`!playlists/${name}.toml`, encode(text))

/** A file's text. */
export const textOf = (path: string) => Effect.map(bytesOf(path), (bytes) => new TextDecoder().decode(bytes))

/** Entries in the usual layout. */
export const tables = (table: "releases" | "tracks", ids: ReadonlyArray<string>): string =>
  ids.map((id) => `[[${table}]]\nuuid = "${id}"\n`).join("\n")

export const collage = (name: string): Effect.Effect<Collage, unknown, World> =>
  Effect.flatMap(
    withLibrary((cache) => cache.collages.get(name)),
    (found) => there(found, name)
  )

export const playlist = (name: string): Effect.Effect<Playlist, unknown, World> =>
  Effect.flatMap(
    withLibrary((cache) => cache.playlists.get(name)),
    (found) => there(found, name)
  )

const there = <A>(found: A | undefined, name: string): Effect.Effect<A> =>
  found === undefined ? Effect.die(new Error(`${name} is not there`)) : Effect.succeed(found)

/** Every collage and playlist with all its entries. */
export const allCollections = withLibrary((cache) =>
  Effect.gen(function* () {
    const collages = yield* cache.collages.list({ all: true })
    const playlists = yield* cache.playlists.list({ all: true })
    return {
      collages: yield* Effect.forEach(collages.items, ({ name }) => cache.collages.get(name)),
      playlists: yield* Effect.forEach(playlists.items, ({ name }) => cache.playlists.get(name))
    }
  })
)

export const descriptions = (entries: ReadonlyArray<{ readonly description: string | null }>): ReadonlyArray<string | null> =>
  entries.map(({ description }) => description)

/** Fails unless the effect fails with this reason; answers the message. */
export const failsWith = <A, E extends { readonly reason: string; readonly message: string }, R>(
  effect: Effect.Effect<A, E, R>,
  reason: string
): Effect.Effect<string, never, R> =>
  Effect.matchEffect(effect, {
    onFailure: (error) =>
      Effect.sync(() => {
        assert.equal(error.reason, reason, error.message)
        return error.message
      }),
    onSuccess: (value) => Effect.die(new Error(`expected ${reason}, but it answered ${JSON.stringify(value)}`))
  })

/** Does something to library.db that only another version or process would. */
export const onLibrary = (sql: string): Effect.Effect<void, unknown, World> =>
  Effect.scoped(
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const { libraryPath } = yield* places
      const database = yield* sqlite.open(libraryPath)
      database.exec(sql)
    })
  ) as Effect.Effect<void, unknown, World>

/** A scanned library with the collage "Road Trip" of both releases and the playlist "Shower" of two tracks, one of them twice. */
export const withCollections = (identity: "tags" | "fingerprint", workers?: number) =>
  Effect.gen(function* () {
    yield* init(identity, "nested")
    yield* twoReleases
    yield* scanClean()
    const releases = yield* releaseIds
    const tracks = yield* trackIds
    yield* putCollage("Road Trip", tables("releases", [releases["Velvet"]!, releases["Harbour"]!]))
    yield* putPlaylist("Shower", tables("tracks", [tracks["Velvet/02.mp3"]!, tracks["Harbour/1.mp3"]!, tracks["Velvet/02.mp3"]!]))
    yield* scanClean(workers === undefined ? {} : { workers })
    return { releases, tracks }
  })

/** What the entries of those two are called. */
export const called = {
  velvet: "[1989-03-01] The Satellite Reds - Velvet",
  harbour: "[0000-00-00] Ana Łuk - Harbour",
  two: "[1989-03-01] The Satellite Reds - Two",
  sun: "[0000-00-00] Ana Łuk - Słońce"
}
