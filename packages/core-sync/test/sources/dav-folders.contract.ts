/** Folders that a WebDAV server names and does not let be listed: what was in them is held to be gone only when they are. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { memorySnapshots } from "../../src/sources/compared-feed.ts"
import { foldChanges } from "../../src/sources/fold-changes.ts"
import type { Source } from "../../src/sources/source.ts"
import type { Misbehaviour, SpaceOptions } from "../dav-server/space.ts"
import { type Trouble, type Troubles, troubleAt } from "./dav-trouble-case.ts"
import { bytes, failsFor, pagesOf } from "./source-case.ts"

/** A complete listing: its paths, and the paths of its problems. */
const told = (source: Source) =>
  Effect.map(pagesOf(source), (pages) => {
    assert.isTrue(pages.at(-1)?.complete)
    return {
      paths: pages.flatMap(({ entries }) => entries.map(({ path }) => path)).sort(),
      problems: pages.flatMap(({ problems }) => problems)
    }
  })

/** What a listing tells beside `x/a.mp3`, `y/b.mp3` and `y/z/c.mp3` when this goes wrong. */
const tells = (
  { trouble }: Troubles,
  title: string,
  wrong: Partial<Misbehaviour>,
  paths: ReadonlyArray<string>,
  unread: ReadonlyArray<string>
): Trouble =>
  trouble(title, (world) =>
    Effect.gen(function* () {
      yield* world.put("y/b.mp3", bytes("b"))
      yield* world.put("y/z/c.mp3", bytes("c"))
      yield* world.misbehave(wrong)
      const problems = unread.map((path) => ({ path, reason: "unreadable" }) as const)
      assert.deepEqual(yield* told(yield* world.open), { paths: [...paths], problems })
    })
  )

const isAgain = (troubles: Troubles, space: SpaceOptions): Trouble =>
  troubles.trouble(
    `[Y15] a folder that could not be read is looked at again, where folders tell ${space.foldersTell ? "" : "nothing "}of what is in them`,
    (world) =>
      Effect.gen(function* () {
        yield* world.put("y/z/c.mp3", bytes("c"))
        const source = yield* world.open
        const cursor = (yield* source.startCursor()) ?? ""
        yield* Stream.runDrain(source.list({ cursor }))
        yield* world.misbehave({ missesFolder: "y/z" })
        yield* world.put("y/z/d.mp3", bytes("d"))
        const first = foldChanges(yield* Stream.runCollect(source.changes(cursor)))
        assert.deepEqual([first.upserts.size, first.removedIds.size, first.removedFolders.size], [0, 0, 0])
        yield* world.misbehave({ missesFolder: "nowhere" })
        const second = foldChanges(yield* Stream.runCollect(source.changes(first.next ?? "")))
        assert.deepEqual([[...second.upserts.keys()], second.removedIds.size], [["y/z/d.mp3"], 0])
      }),
    space,
    { snapshots: memorySnapshots() }
  )

/** Makes the cases, over the server at this URL. */
export const davFolders = (server: string): ReadonlyArray<Trouble> => {
  const troubles = troubleAt(server)
  const { trouble } = troubles
  return [
    tells(
      troubles,
      "[Y15] a folder that its parent names and that is not found is told, and not held to be empty",
      { missesFolder: "y" },
      ["x/a.mp3"],
      ["y"]
    ),
    tells(
      troubles,
      "[Y15] a folder that goes while it is asked for is gone: its parent does not name it any more",
      { losesFolder: { asked: "y/z", goes: "y/z" } },
      ["x/a.mp3", "y/b.mp3"],
      []
    ),
    tells(troubles, "[Y15] a listing that leaves out the folder itself is none", { leavesOutSelf: "y" }, ["x/a.mp3"], ["y"]),
    trouble("[Y15] a listing of the root that leaves out the root fails", (world) =>
      Effect.gen(function* () {
        yield* world.misbehave({ leavesOutSelf: "" })
        yield* failsFor(pagesOf(yield* world.open), "protocol")
      })
    ),
    tells(
      troubles,
      "[Y15] where the folder's parent went too, the one above it is asked",
      { losesFolder: { asked: "y/z", goes: "y" } },
      ["x/a.mp3", "y/b.mp3"],
      []
    ),
    isAgain(troubles, { foldersTell: true }),
    isAgain(troubles, {})
  ]
}
