import { describe, expect, test } from "vitest"
import { defaultContentRules } from "../src/index.ts"
import { changedDirectory, directoryOfUnknown } from "../src/watching/changed-directory.ts"
import {
  dueInMs,
  isPending,
  makePending,
  notePending,
  notePendingAgain,
  noteWhole,
  settledMs,
  takeDue
} from "../src/watching/pending.ts"

describe("[U21] what waits to be scanned", () => {
  test("a directory is due when nothing has happened in it for a moment; one in which a copy goes on keeps no other waiting", () => {
    const pending = makePending()
    notePending(pending, "done", 1000)
    for (let at = 1000; at <= 5000; at += 100) notePending(pending, "copying", at)
    expect(dueInMs(pending, 1100)).toBe(settledMs - 100)
    expect(takeDue(pending, 5000)).toEqual(["done"])
    expect(dueInMs(pending, 5000)).toBe(settledMs)
    expect(takeDue(pending, 5000 + settledMs)).toEqual(["copying"])
    expect(isPending(pending)).toBe(false)
    expect(dueInMs(pending, 9000)).toBeUndefined()
  })

  test("lost changes, files of the root and very many directories mean all of the library, once", () => {
    for (const note of [
      (pending: ReturnType<typeof makePending>) => noteWhole(pending, 0),
      (pending: ReturnType<typeof makePending>) => notePending(pending, "", 0),
      (pending: ReturnType<typeof makePending>) => {
        for (let i = 0; i < 1000; i++) notePending(pending, `${i}`, 0)
      }
    ]) {
      const pending = makePending()
      note(pending)
      expect(takeDue(pending, settledMs)).toBeUndefined()
      expect(isPending(pending)).toBe(false)
    }
  })

  test("a directory gets one second look, later, unless it changes before", () => {
    const pending = makePending()
    notePendingAgain(pending, ["a", "b"], 0)
    notePending(pending, "b", 10)
    expect(takeDue(pending, 10 + settledMs)).toEqual(["b"])
    expect(dueInMs(pending, 0)).toBe(60_000 + settledMs)
    expect(takeDue(pending, 61_000)).toEqual(["a"])
    notePendingAgain(pending, ["a"], 61_000)
    expect(isPending(pending)).toBe(false)
  })
})

describe("[U21] where to look for a change", () => {
  const cases: ReadonlyArray<readonly [string, ReturnType<typeof changedDirectory>]> = [
    ["Artist/Album/1.mp3", "Artist/Album"],
    ["1.mp3", ""],
    ["Album/cover.jpg", "Album"],
    ["Album/1.lrc", "Album"],
    ["Artist/.deadwaxignore", "Artist"],
    ["Album/.1.mp3.deadwax-tmp", undefined],
    ["Album/notes.txt", { ask: "Album/notes.txt" }],
    [".deadwax/library.toml", undefined],
    [".deadwax", undefined],
    ["@eaDir/x/1.mp3", undefined],
    [".in-progress.x/1.mp3", undefined],
    ["!playlists", "!playlists"],
    ["!playlists/Late.toml", "!playlists"],
    ["!collages/Late.jpg", "!collages"],
    ["!collages/.Late.toml.deadwax-tmp", undefined],
    ["Album/!playlists/1.mp3", "Album/!playlists"]
  ]
  test.each(cases)("%s", (path, directory) => {
    expect(changedDirectory(path, defaultContentRules)).toEqual(directory)
  })

  test("a directory that came or went is looked at from its parent, a plain file of no interest not at all", () => {
    const info = { sizeBytes: 0, modifiedAtUs: 0, linked: false }
    expect(directoryOfUnknown("Artist/Album", { ...info, kind: "directory" })).toBe("Artist")
    expect(directoryOfUnknown("Artist/Album", undefined)).toBe("Artist")
    expect(directoryOfUnknown("Album", undefined)).toBe("Album")
    expect(directoryOfUnknown("Album/notes.txt", { ...info, kind: "file" })).toBeUndefined()
  })
})
