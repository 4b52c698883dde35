/** One download, and what lies here already or has no room. */
import { listTrash } from "@deadwax/core-async"
import { classifyName, defaultContentRules } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { describe, expect, test } from "vitest"
import { download } from "../../src/downloads/download.ts"
import { holds, isThere, path, place, refused, served, text } from "./download-case.ts"
import { inPieces, inWorld, music, requestOf } from "./download-world.ts"

describe("what is here", () => {
  test("[C10] W4: a file that has the name stays, also one that comes meanwhile", () =>
    inWorld({}, (world) =>
      Effect.gen(function* () {
        const { remote, files } = world
        remote.put(path, music(1))
        yield* files.makeDirectory("/music/Velvet")
        yield* files.writeAtomic(place, text("mine"))
        yield* refused(world, requestOf(world, path), "exists")
        expect(remote.bytesRead).toBe(0)
        yield* files.remove(place)
        const meanwhile = served(requestOf(world, path), (body) => ({
          ...body,
          bytes: Stream.onStart(body.bytes, Effect.orDie(files.writeAtomic(place, text("mine"))))
        }))
        yield* refused(world, meanwhile, "exists")
        yield* holds(world, text("mine"))
      })
    ))

  test("[C10] W4: a file that was to be replaced and changed meanwhile stays", () =>
    inWorld({}, (world) =>
      Effect.gen(function* () {
        const { remote, files } = world
        remote.put(path, music(1))
        yield* files.makeDirectory("/music/Velvet")
        const over = yield* files.writeAtomic(place, text("old"))
        yield* files.writeAtomic(place, text("own"))
        yield* refused(world, requestOf(world, path, { over }), "changed-here")
        yield* holds(world, text("own"))
        expect((yield* listTrash("/music")).entries).toEqual([])
      })
    ))

  test("[I4] W4: what gives way goes to the trash, and can be put back", () =>
    inWorld({}, (world) =>
      Effect.gen(function* () {
        const { remote, files, target } = world
        remote.put(path, music(1))
        yield* files.makeDirectory("/music/Velvet")
        const over = yield* files.writeAtomic(place, text("old"))
        yield* download(target, requestOf(world, path, { over }))
        yield* holds(world, music(1))
        expect((yield* listTrash("/music")).entries.map((entry) => entry.path)).toEqual([path])
      })
    ))

  test("[C10] W5: a full disk is seen before the first byte where the size is known, and else stops with what has come", () =>
    inWorld({}, (world) =>
      Effect.gen(function* () {
        const { remote, disk, target } = world
        remote.put(path, music(1))
        disk.faults.freeBytes = 20_000
        const error = yield* refused(world, requestOf(world, path), "full")
        expect([error.message, remote.bytesRead]).toEqual([
          `${path}: ${music(1).length} bytes are to come, and 20000 have room`,
          0
        ])
        const request = requestOf(world, path)
        const unsized = served(inPieces({ ...request, entry: { ...request.entry, sizeBytes: null } }, 1000), (body) => ({
          ...body,
          totalBytes: null
        }))
        yield* refused(world, unsized, "full")
        expect([yield* isThere(world), (yield* target.records.read(path))?.keptBytes]).toEqual([false, 20_000])
        disk.faults.freeBytes = Number.POSITIVE_INFINITY
        expect((yield* download(target, unsized)).resumedBytes).toBe(20_000)
        yield* holds(world, music(1))
      })
    ))

  test("[Y16] W6: no path leads out of the library, through no link either, and a root that is not there is not made", () =>
    inWorld({}, (world) =>
      Effect.gen(function* () {
        const { remote, files, target, disk } = world
        remote.put(path, music(1))
        for (const bad of ["../x.mp3", "/x.mp3", "a/../../x.mp3", ".deadwax/library.toml", "a//x.mp3", ""])
          yield* refused(world, requestOf(world, path, { path: bad }), "outside")
        yield* files.makeDirectory("/elsewhere")
        const music1 = disk.root.entries.get("music")
        if (music1?.kind === "directory") music1.entries.set("Linked", { kind: "link", target: "/elsewhere" })
        yield* refused(world, requestOf(world, path, { path: "Linked/deep/x.mp3" }), "outside")
        expect((yield* files.walk("/elsewhere")).directories).toEqual([])
        const absent = { ...world, target: { ...target, root: "/unmounted" } }
        yield* refused(absent, requestOf(world, path), "root-absent")
        expect(yield* isThere(world, "/unmounted")).toBe(false)
        yield* files.writeAtomic("/music/file", text("x"))
        yield* refused(world, requestOf(world, path, { path: "file/x.mp3" }), "outside")
      })
    ))

  test("[C10] W6: a scan takes what lies beside a file for nothing", () => {
    expect(classifyName(".Song.mp3.deadwax-part", defaultContentRules)).toBeUndefined()
  })
})

test("[C10] W2: a part that is a link is written by nobody", () =>
  inWorld({}, (world) =>
    Effect.gen(function* () {
      const { remote, files, disk } = world
      remote.put("x.mp3", music(1))
      yield* files.writeAtomic("/own", text("mine"))
      const root = disk.root.entries.get("music")
      if (root?.kind === "directory") root.entries.set(".x.mp3.deadwax-part", { kind: "link", target: "/own" })
      yield* refused(world, requestOf(world, "x.mp3"), "disk")
      yield* holds(world, text("mine"), "/own")
    })
  ))
