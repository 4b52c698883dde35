/** What people and programs write into the files of collections: layouts that must survive, and mistakes that must be named. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { called, collage, playlist, putCollage, putPlaylist, tables, textOf, withCollections } from "./collections.ts"
import { places, put, removeAll, scan, scanClean, sequence, type World, withLibrary } from "./world.ts"

const layoutCase: ContractCase<World> = {
  title: "[U10] comments, other keys and layout of a file survive its marks",
  run: Effect.gen(function* () {
    const { releases } = yield* withCollections("tags")
    const id = releases["Harbour"]
    const lines = [
      "# For the road.",
      'owner = "me"',
      "",
      "# the best",
      "[[releases]]",
      'note = "kept"',
      `uuid   = '${id}'  # right`,
      "",
      "[[releases]] # lost",
      'uuid = "nobody"',
      'description_meta = "[1979] X - Y"',
      "",
      "[view]",
      "columns = [ 1, 2 ]"
    ]
    yield* putCollage("Road Trip", lines.join("\r\n"))
    yield* scanClean()
    const wanted = [
      ...lines.slice(0, 7),
      'description_meta = "[0000-00-00] Ana Łuk - Harbour"',
      ...lines.slice(7, 10),
      'description_meta = "[1979] X - Y {MISSING}"',
      "missing = true",
      ...lines.slice(11),
      ""
    ]
    assert.equal(yield* textOf("!collages/Road Trip.toml"), wanted.join("\r\n"))
    yield* scanClean({ force: true })
    assert.equal(yield* textOf("!collages/Road Trip.toml"), wanted.join("\r\n"))
  })
}

const badCase: ContractCase<World> = {
  title: "[U15] invalid TOML, entries without uuid and bytes that are no text are named; the rest goes on; mended, they are back",
  run: Effect.gen(function* () {
    const { releases } = yield* withCollections("tags")
    const good = yield* textOf("!collages/Road Trip.toml")
    yield* putCollage("Road Trip", `${good}\n[[releases]\n`)
    yield* putCollage("No Id", '[[releases]]\nname = "x"\n')
    yield* putCollage("No List", 'releases = "x"\n')
    yield* put("!playlists/Bytes.toml", new Uint8Array([0x23, 0xff, 0x0a]))
    yield* putCollage("Fine", tables("releases", [releases["Velvet"]!]))
    const report = yield* scan()
    const { root } = yield* places
    assert.deepEqual(
      report.failed.map(({ path, reason }) => [path.slice(root.length + 1), reason]),
      [
        ["!collages/No Id.toml", "corrupt"],
        ["!collages/No List.toml", "corrupt"],
        ["!collages/Road Trip.toml", "corrupt"],
        ["!playlists/Bytes.toml", "corrupt"]
      ]
    )
    assert.match(report.failed[2]!.message, /line 9, column \d+/)
    assert.match(report.failed[0]!.message, /entry 1 .* has no uuid/)
    assert.equal((yield* collage("Fine")).releases[0]!.description, called.velvet)
    assert.equal((yield* collage("Road Trip")).count, 0)
    assert.equal((yield* collage("Road Trip")).failure?.reason, "corrupt")
    assert.equal(yield* textOf("!collages/Road Trip.toml"), `${good}\n[[releases]\n`)
    const settled = yield* sequence
    assert.equal((yield* scan()).failedTotal, 4)
    assert.equal(yield* sequence, settled)
    yield* putCollage("Road Trip", good)
    assert.equal((yield* scan()).failedTotal, 3)
    assert.equal((yield* collage("Road Trip")).count, 2)
    for (const name of ["No Id", "No List"]) yield* removeAll(`!collages/${name}.toml`)
    yield* removeAll("!playlists/Bytes.toml")
    assert.equal((yield* scan()).failedTotal, 0)
  })
}

const oddCase: ContractCase<World> = {
  title: "[U10] [I6] unknown ids, entries without description, doubles, names that differ in case only: all kept as they are",
  run: Effect.gen(function* () {
    const { releases } = yield* withCollections("tags")
    const id = releases["Velvet"]!
    yield* putCollage("odd", tables("releases", ["nobody", id, id]))
    yield* putCollage("Odd", "")
    yield* putCollage("Ünïcode ☂", "# nothing yet\n")
    yield* scanClean()
    const names = yield* withLibrary((cache) => cache.collages.list())
    assert.deepEqual(
      names.items.map(({ name, count, missing }) => [name, count, missing]),
      [
        ["Odd", 0, 0],
        ["Road Trip", 2, 0],
        ["odd", 3, 1],
        ["Ünïcode ☂", 0, 0]
      ]
    )
    assert.deepEqual((yield* collage("odd")).releases[0], { id: "nobody", position: 1, description: null, missing: true })
    assert.equal(yield* textOf("!collages/Odd.toml"), "")
    assert.equal(yield* textOf("!collages/Ünïcode ☂.toml"), "# nothing yet\n")
    assert.include(yield* textOf("!collages/odd.toml"), 'uuid = "nobody"\nmissing = true\n')
  })
}

const largeCase: ContractCase<World> = {
  title: "[U13] a playlist of more entries than a statement takes parameters is read, marked and followed",
  run: Effect.gen(function* () {
    const { tracks } = yield* withCollections("fingerprint")
    const ids = Array.from({ length: 33_000 }, (_, i) => `gone-${i}`)
    yield* putPlaylist("Large", tables("tracks", [...ids, tracks["Velvet/02.mp3"]!]))
    yield* scanClean()
    const counts = () => Effect.map(playlist("Large"), ({ count, missing }) => [count, missing])
    assert.deepEqual(yield* counts(), [33_001, 33_000])
    yield* removeAll("Velvet")
    yield* scanClean()
    assert.deepEqual(yield* counts(), [33_001, 33_001])
    assert.equal((yield* playlist("Large")).tracks.at(-1)?.description, `${called.two} {MISSING}`)
  })
}

export const collectionFilesContract: ReadonlyArray<ContractCase<World>> = [layoutCase, badCase, oddCase, largeCase]
