/** Another program changes a collection's file in the very moment in which it is written: nobody's change is lost. */
import { Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
import { called, collage, descriptions, failsWith, putCollage, tables, textOf, withCollections } from "./collections.ts"
import { places, removeAll, scan, scanClean, type World, withLibrary } from "./world.ts"

/** Runs `use` while another program does something before each of the first `times` writes below `!collages`. */
const disturbed = <A, E>(
  use: Effect.Effect<A, E, World>,
  times: number,
  other: (file: string) => Effect.Effect<unknown, unknown, World>
) =>
  Effect.gen(function* () {
    const files = yield* Files
    const context = yield* Effect.context<World>()
    let left = times
    const writeAtomic: typeof files.writeAtomic = (path, content, options) =>
      Effect.suspend(() => {
        const isMeant = path.includes("/!collages/") && left-- > 0
        const before = isMeant ? Effect.orDie(Effect.provideContext(other(path), context)) : Effect.void
        return Effect.andThen(before, files.writeAtomic(path, content, options))
      })
    return yield* Effect.provideService(use, Files, Files.of({ ...files, writeAtomic }))
  })

/** Writes a file behind everybody's back. */
const overwrite = (text: string) => (file: string) =>
  Effect.flatMap(ContractRoot, ({ fixtures }) => fixtures.overwrite(file, new TextEncoder().encode(text)))

const editCase: ContractCase<World> = {
  title: "[U10] an edit of a file that changed in between is made on what it says now",
  run: Effect.gen(function* () {
    const { releases } = yield* withCollections("fingerprint")
    const theirs = `# theirs\n\n${tables("releases", ["other", releases["Harbour"]!])}`
    const edit = withLibrary(({ collages }) =>
      collages.edit("Road Trip", { kind: "move", id: releases["Harbour"]!, position: 1 })
    )
    const edited = yield* disturbed(edit, 1, overwrite(theirs))
    assert.deepEqual(
      edited?.releases.map(({ id }) => id),
      [releases["Harbour"]!, "other"]
    )
    assert.match(yield* textOf("!collages/Road Trip.toml"), /^# theirs\n/)
  })
}

const scanCase: ContractCase<World> = {
  title: "[U10] a scan whose marks meet a changed file works them out anew; one that changes on and on is left and named",
  run: Effect.gen(function* () {
    const { releases } = yield* withCollections("tags")
    const theirs = `# theirs\n${tables("releases", [releases["Harbour"]!, releases["Velvet"]!])}`
    yield* removeAll("Velvet")
    yield* disturbed(scanClean(), 2, overwrite(theirs))
    assert.deepEqual(descriptions((yield* collage("Road Trip")).releases), [called.harbour, `${called.velvet} {MISSING}`])
    const text = yield* textOf("!collages/Road Trip.toml")
    assert.match(text, /^# theirs\n/)
    assert.include(text, `${called.velvet} {MISSING}`)
    let turn = 0
    const restless = (file: string) => overwrite(`# ${"x".repeat(++turn)}\n${theirs}`)(file)
    const report = yield* disturbed(scan({ force: true }), 100, restless)
    assert.deepEqual(
      report.failed.map(({ reason }) => reason),
      []
    )
    yield* putCollage("Road Trip", theirs)
    const named = yield* disturbed(scan(), 100, restless)
    assert.deepEqual(
      named.failed.map(({ reason }) => reason),
      ["unreadable"]
    )
    assert.match(yield* textOf("!collages/Road Trip.toml"), /^# x+\n# theirs\n/)
    yield* scanClean()
    assert.include(yield* textOf("!collages/Road Trip.toml"), "{MISSING}")
  })
}

const conflictCase: ContractCase<World> = {
  title: "[U10] a conflict keeps both: what another program broke stays, what the edit would have written is a copy beside it",
  run: Effect.gen(function* () {
    const { releases } = yield* withCollections("fingerprint")
    const edit = withLibrary(({ collages }) => collages.edit("Road Trip", { kind: "remove", id: releases["Velvet"]! }))
    for (const copy of ["Road Trip (conflict)", "Road Trip (conflict 2)"]) {
      yield* putCollage("Road Trip", tables("releases", [releases["Velvet"]!, releases["Harbour"]!]))
      const message = yield* failsWith(disturbed(edit, 1, overwrite("[[half saved")), "storage")
      assert.match(message, /changed by another program at the same moment/)
      assert.equal(yield* textOf("!collages/Road Trip.toml"), "[[half saved")
      assert.deepEqual(descriptions((yield* collage(copy)).releases), [called.harbour])
    }
  })
}

const vanishedCase: ContractCase<World> = {
  title: "[U15] a file that vanishes while it is looked at is named, and the rest goes on",
  run: Effect.gen(function* () {
    const { releases } = yield* withCollections("tags")
    yield* putCollage("A", tables("releases", [releases["Velvet"]!]))
    yield* putCollage("B", tables("releases", [releases["Velvet"]!]))
    const { root } = yield* places
    // While A is written, B goes; and A itself before its second try.
    const unlink = (path: string) => Effect.flatMap(ContractRoot, ({ fixtures }) => fixtures.unlink(path))
    const report = yield* disturbed(scan(), 1, () => unlink(`${root}/!collages/B.toml`))
    assert.deepEqual(
      report.failed.map(({ path, reason }) => [path.slice(root.length + 1), reason]),
      [["!collages/B.toml", "vanished"]]
    )
    assert.deepEqual(descriptions((yield* collage("A")).releases), [called.velvet])
    assert.isUndefined(yield* withLibrary(({ collages }) => collages.get("B")))
    assert.deepEqual((yield* scan()).failed, [])
    const edit = withLibrary(({ collages }) => collages.edit("A", { kind: "remove", id: releases["Velvet"]! }))
    assert.match(yield* failsWith(disturbed(edit, 1, unlink), "storage"), /gone now/)
    assert.equal((yield* collage("A (conflict)")).count, 0)
  })
}

export const collectionMergingContract: ReadonlyArray<ContractCase<World>> = [editCase, scanCase, conflictCase, vanishedCase]
