import { defaultSyncPolicy } from "@deadwax/core-sync"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { describe, expect, test } from "vitest"
import { policyKeys } from "../src/outline-sources.ts"
import { changePolicy, readPolicy } from "../src/sources/read-policy.ts"

const read = (...texts: ReadonlyArray<string>) => Effect.runSyncExit(readPolicy(texts))

describe("[C9] the policy of a source on the command line", () => {
  test("is what nobody chose without a word, and each key changes its part", () => {
    expect(read()).toEqual(Exit.succeed(defaultSyncPolicy))
    const chosen = [
      ...[
        "what=on-demand",
        "below=From/NAS/",
        "placement=template",
        "include=*.flac",
        "include=*.mp3",
        "exclude=Podcasts/",
        "removed=mirror"
      ],
      ...["deleted-here=leave", "conflicts=prefer-local", "duplicates=playlists", "budget=2G", "priority=Jazz/"]
    ]
    expect(read(...chosen)).toEqual(
      Exit.succeed({
        what: "on-demand",
        below: "From/NAS",
        placement: "template",
        include: ["*.flac", "*.mp3"],
        exclude: [...defaultSyncPolicy.exclude, "Podcasts/"],
        removed: "mirror",
        deletedHere: "leave",
        conflicts: "prefer-local",
        duplicates: "playlists",
        budgetBytes: 2 * 1024 ** 3,
        priority: ["Jazz/"]
      })
    )
    expect(new Set(chosen.map((text) => text.split("=")[0]))).toEqual(new Set(policyKeys))
  })

  test("the last word counts, and a budget can be taken back", () => {
    expect(read("removed=mirror", "removed=keep", "budget=10", "budget=none")).toEqual(Exit.succeed(defaultSyncPolicy))
  })

  test("what is changed later goes over what was said: patterns of a key take the place of its former ones, the others stay", () => {
    const change = (...texts: ReadonlyArray<string>) => Effect.runSync(changePolicy(before, texts))
    const before = Effect.runSync(readPolicy(["removed=mirror", "include=*.mp3", "exclude=Podcasts/", "priority=Jazz/"]))
    expect(change()).toEqual(before)
    expect(change("conflicts=prefer-local")).toEqual({ ...before, conflicts: "prefer-local" })
    expect(change("include=*.flac", "include=*.ogg")).toEqual({ ...before, include: ["*.flac", "*.ogg"] })
    expect(change("exclude=Books/").exclude).toEqual([...defaultSyncPolicy.exclude, "Books/"])
    expect(change("include=", "exclude=", "priority=")).toEqual({ ...defaultSyncPolicy, removed: "mirror" })
    expect(Exit.isFailure(Effect.runSyncExit(changePolicy(before, ["removed=all"])))).toBe(true)
    expect(Exit.isFailure(Effect.runSyncExit(changePolicy(before, ["below=../x"])))).toBe(true)
  })

  test("[X5] a pattern that can match nothing is refused, and its place named", () => {
    const refused = Effect.runSync(Effect.flip(readPolicy(["include=Jazz/[a-"])))
    expect(refused.message).toBe('--policy include cannot be "Jazz/[a-"')
    expect(refused.remedy).toMatch(/the \[ at character 6 begins no class of characters\.$/)
  })

  test.each([
    ...["removed", "=keep", "colour=red", "removed=all", "removed=", "what=all", "include=", "budget=-1", "budget=1.5G"],
    ...["budget=99999999T", "below=../x", "below=/x", "below=CON", "below=a/.b", "toString=1"],
    ...["include=[", "exclude=a/[b", "priority=x\\", "include=#x", "include=a\nb"]
  ])("%s is refused", (text) => {
    expect(Exit.isFailure(read(text))).toBe(true)
  })
})
