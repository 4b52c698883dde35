/** A file that changes while a scan runs, after it was read: only where a file can be changed between two steps of a scan, on a disk. */
import { assert } from "chai"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
import { album, dump, init, mp3, noChange, places, putTrack, scanClean, type World } from "./world.ts"

export const racyCase: ContractCase<World> = {
  title: "[U2] a file that changes after it was read, within the clock's window, is read again before the scan ends",
  run: Effect.gen(function* () {
    const { fixtures } = yield* ContractRoot
    const { root } = yield* places
    yield* init("fingerprint", "nested")
    yield* putTrack("Velvet/1.mp3", { ...album, title: "Early", track: "1" })
    // Same size, same time, other content: what happens when a file is written twice within one tick of the clock.
    const setModifiedAt = fixtures.setModifiedAt ?? (() => Effect.die("this runtime cannot set a file's time"))
    const tickUs = (yield* Clock.currentTimeMillis) * 1000 + 500_000
    yield* setModifiedAt(`${root}/Velvet/1.mp3`, tickUs)
    let changes = 0
    yield* scanClean({
      onProgress: ({ phase }) => {
        if (phase !== "finish" || changes++ > 0) return
        Effect.runSync(fixtures.overwrite(`${root}/Velvet/1.mp3`, mp3({ ...album, title: "Later", track: "1" })))
        Effect.runSync(setModifiedAt(`${root}/Velvet/1.mp3`, tickUs))
      }
    })
    assert.isAbove(changes, 1)
    assert.equal((yield* dump)[0]?.tracks?.[0]?.title, "Later")
    assert.deepEqual((yield* scanClean()).tracks, { ...noChange, unchanged: 1 })
  })
}
