/** What an examination finds, that it changes nothing, and what mending does. */
import { Files, Sqlite } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { examineLibrary, type Finding, type Library } from "../src/index.ts"
import { openLibraryDb } from "../src/open/library-db.ts"
import { libraryMigrations } from "../src/open/schema.gen.ts"
import {
  album,
  audioIn,
  bytesOf,
  copy,
  datafiles,
  forget,
  init,
  move,
  noChange,
  places,
  put,
  putTrack,
  releaseIds,
  removeAll,
  scan,
  scanClean,
  trackIds,
  twoReleases,
  type World,
  wav,
  withLibrary
} from "./world.ts"

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const optionsOf = (library: Library) => Effect.map(places, ({ cachePath, libraryPath }) => ({ library, cachePath, libraryPath }))

const examine = (library: Library) => Effect.flatMap(optionsOf(library), examineLibrary)

/** Each finding as kind, path below the case's directory, and whether it is fixable. */
const brief = (findings: ReadonlyArray<Finding>) =>
  Effect.map(places, ({ root }) => {
    const below = (path: string | null) => path?.slice(root.length - "music".length) ?? ""
    return findings.map(({ kind, path, otherPath, fixable }) =>
      [kind, below(path), below(otherPath), fixable ? "fixable" : ""].join("|")
    )
  })

/** Changes library.db from outside, as a crash would have left it. */
const inLibraryDb = (sql: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const { libraryPath } = yield* places
      const database = yield* sqlite.open(libraryPath)
      database.exec(sql)
    })
  )

/** All files of the library and both databases, with their content. */
const everything = Effect.gen(function* () {
  const files = yield* Files
  const { root, cachePath, libraryPath } = yield* places
  const walk = yield* files.walk(root)
  const content: Record<string, string> = {}
  for (const path of [...walk.paths.map((name) => `${root}/${name}`), cachePath, libraryPath]) {
    const file = yield* Effect.orElseSucceed(files.readFile(path), () => new Uint8Array())
    content[path] = `${JSON.stringify(yield* files.stat(path))} ${file.join()}`
  }
  return { content, directories: [...walk.directories].sort() }
})

const ill = Effect.gen(function* () {
  const library = yield* init("tags", "nested")
  yield* twoReleases
  yield* scanClean()
  yield* copy("Velvet", "Velvet again")
  yield* put("Harbour/broken.flac", bytes("not flac at all"))
  yield* put("!playlists/Bad.toml", bytes("tracks = [[[\n"))
  yield* put("Harbour/.1.mp3.deadwax-tmp", bytes("half a fi"))
  yield* put("!collages/.Late.toml.deadwax-tmp", bytes("half"))
  yield* put(".deadwax/.library.toml.deadwax-tmp", bytes("id = "))
  yield* scan({ force: true })
  yield* put(".deadwax/trash/0lost/content.trashed", bytes("whose?"))
  yield* inLibraryDb("insert into renames (from_path, to_path) values ('Nowhere', 'Elsewhere')")
  yield* inLibraryDb(
    "insert into locks (name, fence, token, host, pid, started_at, purpose, expires_us) values ('covers', 1, 'x', 'elsewhere', 7, '', 'a scan', 0)"
  )
  return library
})

export const healthContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[X1] [U17] an examination names everything that is amiss, and changes not one byte",
    run: Effect.gen(function* () {
      const library = yield* ill
      const before = yield* everything
      const findings = yield* examine(library)
      assert.deepEqual(yield* everything, before)
      assert.sameDeepMembers(
        [...(yield* brief(findings))],
        [
          "lock|state/library.db||fixable",
          "renames|state/library.db||fixable",
          "copy|music/Velvet again|music/Velvet|fixable",
          "collection|music/!playlists/Bad.toml||",
          "file|music/Harbour/broken.flac||",
          "leftover|music/!collages/.Late.toml.deadwax-tmp||fixable",
          "leftover|music/.deadwax/.library.toml.deadwax-tmp||fixable",
          "leftover|music/Harbour/.1.mp3.deadwax-tmp||fixable",
          "trash|music/.deadwax/trash/0lost||"
        ]
      )
      for (const { message, remedy } of findings) assert.match(`${message}\n${remedy}`, /^[A-Z].*\.\n[A-Z].*\.$/s)
    })
  },
  {
    title: "[X1] a library that is well has no findings; without ids in the files there is a note, and no more",
    run: Effect.gen(function* () {
      const library = yield* init("tags", "nested")
      yield* twoReleases
      yield* scanClean()
      assert.deepEqual(yield* examine(library), [])
      yield* put("Harbour/2.wav", wav(3))
      yield* scanClean()
      const [note, ...others] = yield* examine(library)
      assert.deepInclude(note, { kind: "no-id", severity: "note", fixable: false })
      assert.deepEqual(others, [])
    })
  },
  {
    title: "[X1] [U3] a second datafile in a directory is named, beside the first",
    run: Effect.gen(function* () {
      const library = yield* init("tags", "nested")
      yield* twoReleases
      yield* scanClean()
      yield* put("Velvet/.rose.zzz.toml", new TextEncoder().encode("new = true\n"))
      yield* scanClean()
      const [own = ""] = (yield* datafiles).filter((path) => path.startsWith("Velvet/") && !path.includes("zzz"))
      const findings = yield* brief(yield* examine(library))
      assert.deepEqual(findings, [`datafile|music/Velvet/.rose.zzz.toml|music/${own}|`])
    })
  },
  {
    title: "[X1] [S3] a library.db that is one format behind is a note: the next command brings it up to date",
    run: Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const library = yield* init("fingerprint", "nested")
      const { libraryPath } = yield* places
      yield* withLibrary((cache) => cache.status())
      yield* sqlite.remove(libraryPath)
      yield* Effect.scoped(openLibraryDb(libraryPath, library.id, libraryMigrations.slice(0, -1)))
      const ofLibraryDb = Effect.map(examine(library), (found) => found.filter(({ path }) => path === libraryPath))
      const [note, ...others] = yield* ofLibraryDb
      assert.deepInclude(note, { kind: "database", severity: "note", fixable: false })
      assert.match(note!.message, /is older than this program's/)
      assert.deepEqual(others, [])
      assert.isFalse(yield* sqlite.exists(`${libraryPath}.before-${libraryMigrations.length}`))
      yield* withLibrary((cache) => cache.status())
      assert.deepEqual(yield* ofLibraryDb, [])
    })
  },
  {
    title: "[X1] databases that are gone, and a root without its marker, are findings and stay as they are",
    run: Effect.gen(function* () {
      const files = yield* Files
      const library = yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* scanClean()
      yield* removeAll(".deadwax/library.toml")
      assert.deepEqual(yield* brief(yield* examine(library)), ["storage|music||"])
      yield* forget("both")
      assert.deepEqual(yield* brief(yield* examine(library)), [
        "storage|music||",
        "database|state/library.db||",
        "database|state/cache.db||"
      ])
      const { libraryPath } = yield* places
      assert.isUndefined(yield* Effect.orElseSucceed(files.stat(libraryPath), () => undefined))
    })
  },
  {
    title:
      "[I3] [S4] mending puts leftovers into the trash, clears locks and settles renames; a second time there is nothing to do",
    run: Effect.gen(function* () {
      const library = yield* ill
      const mended = yield* withLibrary((cache) => cache.mend())
      const { root } = yield* places
      const kinds = mended.map(({ kind }) => kind).sort()
      assert.deepEqual(
        kinds.filter((kind) => kind !== "copy"),
        ["leftover", "leftover", "leftover", "lock", "renames"]
      )
      const left = yield* brief(yield* examine(library))
      assert.deepEqual(
        left.filter((finding) => finding.endsWith("|fixable")),
        []
      )
      const trashed = yield* withLibrary((cache) => cache.listTrash())
      assert.include(
        trashed.items.map(({ path }) => path),
        `${root}/Harbour/.1.mp3.deadwax-tmp`
      )
      assert.deepEqual(yield* withLibrary((cache) => cache.mend()), [])
    })
  },
  {
    title: "[U17] [I3] tags: by consent a copied release gets its own ids into datafile and tags; the original is not touched",
    run: Effect.gen(function* () {
      const library = yield* init("tags", "nested")
      yield* twoReleases
      yield* scanClean()
      const before = yield* trackIds
      yield* copy("Velvet", "Velvet again")
      yield* scanClean({ force: true })
      const shown = [yield* trackIds, yield* releaseIds] as const
      const original = yield* bytesOf("Velvet/01.mp3")
      const sound = audioIn(yield* bytesOf("Velvet again/01.mp3"))
      const mended = yield* withLibrary((cache) => cache.mend())
      assert.lengthOf(mended, 1)
      assert.deepEqual([yield* trackIds, yield* releaseIds] as const, shown)
      assert.deepEqual(yield* examine(library), [])
      assert.deepEqual(yield* bytesOf("Velvet/01.mp3"), original)
      assert.deepEqual(audioIn(yield* bytesOf("Velvet again/01.mp3")), sound)
      assert.include(yield* datafiles, `Velvet again/.rose.${shown[1]["Velvet again"]}.toml`)
      yield* forget("both")
      yield* scanClean()
      assert.deepEqual([yield* trackIds, yield* releaseIds] as const, shown)
      assert.deepInclude(yield* trackIds, before)
      assert.deepEqual((yield* scanClean()).releases, { ...noChange, unchanged: 3 })
    })
  },
  {
    title: "[U17] tags: by consent a copied file gets its own id, which is another track's no more",
    run: Effect.gen(function* () {
      const library = yield* init("tags", "nested")
      yield* twoReleases
      yield* scanClean()
      yield* put("Harbour/2.mp3", yield* bytesOf("Velvet/01.mp3"))
      yield* scanClean({ force: true })
      const shown = yield* trackIds
      assert.lengthOf(yield* withLibrary((cache) => cache.mend()), 1)
      assert.deepEqual(yield* examine(library), [])
      yield* removeAll("Velvet/01.mp3")
      yield* scanClean({ force: true })
      const { "Velvet/01.mp3": gone, ...left } = shown
      assert.deepEqual(yield* trackIds, left)
      assert.notInclude(Object.values(left), gone)
    })
  },
  {
    title: "[U17] [I3] tags: mending that was cut off behind the datafile goes on from there",
    run: Effect.gen(function* () {
      const library = yield* init("tags", "nested")
      yield* twoReleases
      yield* scanClean()
      yield* copy("Velvet", "Velvet again")
      yield* scanClean({ force: true })
      const shown = [yield* trackIds, yield* releaseIds] as const
      const datafile = (yield* datafiles).find((path) => path.startsWith("Velvet again/"))
      yield* move(datafile ?? "", `Velvet again/.rose.${shown[1]["Velvet again"]}.toml`)
      yield* scanClean()
      const left = yield* examine(library)
      assert.deepEqual(
        left.map(({ kind, fixable }) => [kind, fixable]),
        [
          ["copy", true],
          ["copy", true]
        ]
      )
      assert.lengthOf(yield* withLibrary((cache) => cache.mend()), 2)
      assert.deepEqual(yield* examine(library), [])
      assert.deepEqual([yield* trackIds, yield* releaseIds] as const, shown)
    })
  },
  {
    title: "[U17] [I1] fingerprint: by consent copies have their own ids, in library.db alone, and keep them when they move",
    run: Effect.gen(function* () {
      const files = yield* Files
      const library = yield* init("fingerprint", "nested")
      yield* put("Velvet/.rose.one.toml", bytes('new = true\nadded_at = "2020-01-01T00:00:00+00:00"\n'))
      yield* putTrack("Velvet/01.mp3", { ...album, title: "One", trackId: "track-one", releaseId: "one", sound: 1 })
      yield* putTrack("Velvet/02.mp3", { ...album, title: "Two", trackId: "track-two", releaseId: "one", sound: 2 })
      yield* scanClean()
      yield* copy("Velvet", "Velvet again")
      yield* scanClean()
      const shown = [yield* trackIds, yield* releaseIds] as const
      const { root } = yield* places
      const before = yield* files.walk(root)
      assert.lengthOf(yield* withLibrary((cache) => cache.mend()), 1)
      assert.deepEqual(yield* files.walk(root), before)
      assert.deepEqual([yield* trackIds, yield* releaseIds] as const, shown)
      assert.deepEqual(yield* examine(library), [])
      assert.deepEqual((yield* scanClean({ force: true })).tracks.removed, 0)
      assert.deepEqual([yield* trackIds, yield* releaseIds] as const, shown)
      yield* forget("cache")
      yield* scanClean()
      assert.deepEqual([yield* trackIds, yield* releaseIds] as const, shown)
      yield* move("Velvet again", "Elsewhere")
      yield* scanClean()
      const moved = yield* trackIds
      assert.equal(moved["Elsewhere/01.mp3"], shown[0]["Velvet again/01.mp3"])
      assert.equal((yield* releaseIds)["Elsewhere"], shown[1]["Velvet again"])
      yield* removeAll("Velvet")
      yield* scanClean({ allowRemoval: true })
      const left = Object.fromEntries(Object.entries(moved).filter(([path]) => path.startsWith("Elsewhere/")))
      assert.deepEqual(yield* trackIds, left)
      assert.deepEqual(yield* examine(library), [])
    })
  }
]
