/** What init promises about a directory that was a library before: a lost marker comes back, a move is told from a copy. */
import { FileError, Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { initLibrary, planInit, readMarker, runInit } from "../src/index.ts"
import { init, places, put, type World } from "./world.ts"

export const initContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[U7] init writes a lost marker anew where there is music, and none into an empty directory",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      const library = yield* init("fingerprint", "nested")
      const again = () => initLibrary({ root, identity: "tags", registered: [library] })
      assert.equal((yield* Effect.flip(again())).reason, "usage")
      yield* files.remove(`${root}/.deadwax/library.toml`)
      assert.equal((yield* Effect.flip(again())).reason, "offline")
      yield* put("Velvet/01.mp3", new Uint8Array([1]))
      for (const spoilt of ["", "id = ", "name = 'x'"]) {
        yield* put(".deadwax/library.toml", new TextEncoder().encode(spoilt))
        assert.deepEqual(yield* again(), library)
        assert.equal(yield* readMarker(root), library.id)
      }
      yield* put(".deadwax/library.toml", new TextEncoder().encode("id = 'of another'"))
      assert.match((yield* Effect.flip(again())).message, /bears the marker of a library that is not registered \(of another\)/)
    })
  },
  {
    title: "[U7] init takes a library for moved when nothing of it is left at its old root, and for a copy otherwise",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      const library = yield* init("fingerprint", "nested")
      yield* put("Velvet/01.mp3", new Uint8Array([1]))
      const old = `${root} before`
      const registered = [{ ...library, root: old }]
      const at = () => planInit(root, registered)
      const moved = { kind: "move", library, from: old } as const
      assert.deepEqual(yield* at(), moved)
      yield* files.makeDirectory(old)
      assert.deepEqual(yield* at(), moved)
      yield* files.makeDirectory(`${old}/Velvet`)
      assert.match((yield* Effect.flip(at())).message, /bears the id of the library/)
      yield* files.makeDirectory(`${old}/.deadwax`)
      yield* files.writeAtomic(`${old}/.deadwax/library.toml`, new TextEncoder().encode("id = 'of another'"))
      assert.deepEqual(yield* at(), moved)
      assert.deepEqual(yield* runInit(yield* at(), { identity: "tags", registered }), library)
    })
  },
  {
    title: "[U7] [I4] init on a full disk says that it is full, leaves nothing behind, and nothing of the user's goes",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* put("Velvet/01.mp3", new Uint8Array([1]))
      const full: Files["Service"] = {
        ...files,
        writeAtomic: (path) => Effect.fail(new FileError({ reason: "full", operation: "writeAtomic", path }))
      }
      const onFullDisk = initLibrary({ root, identity: "fingerprint", registered: [] }).pipe(Effect.provideService(Files, full))
      const refused = yield* Effect.flip(onFullDisk)
      assert.equal(refused.reason, "storage")
      assert.match(refused.message, /library\.toml cannot be written \(the disk is full\)/)
      assert.match(refused.remedy, /^Free some space/)
      const left = yield* files.walk(root)
      assert.deepEqual([left.paths, left.directories], [["Velvet/01.mp3"], ["Velvet"]])
      yield* put(".deadwax/kept.txt", new Uint8Array([1]))
      yield* Effect.flip(onFullDisk)
      assert.include((yield* files.walk(root)).paths, ".deadwax/kept.txt")
    })
  }
]
