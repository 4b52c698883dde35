/** What a plan says, case by case. Its table is `plan-table.ts`. */
import { describe, expect, test } from "vitest"
import { agreementAfter } from "../../src/planning/actions.ts"
import { decideStep, type SideChange } from "../../src/planning/decide-step.ts"
import { defaultSyncPolicy, isWantedBy, readPolicyRules } from "../../src/planning/policy.ts"
import { copy, here, old, planned, said, shown, there } from "./plan-table.ts"
import { agreement } from "./worlds.ts"

const changes: ReadonlyArray<SideChange> = ["same", "changed", "gone", "unknown"]

test("[Y10] P1: the table treats both sides alike where it can: whether they are in step, and whether they disagree", () => {
  for (const a of changes) {
    for (const b of changes) {
      expect(decideStep(a, b) === "conflict", `${a} ${b}`).toBe(decideStep(b, a) === "conflict")
      expect(decideStep(a, "unknown"), a).toBe("nothing")
      expect(decideStep("unknown", b), b).toBe("nothing")
    }
  }
})

test("[Y10] P1: what follows from what became of an item there and here", () => {
  expect(changes.map((a) => changes.map((b) => decideStep(a, b)))).toEqual([
    ["nothing", "nothing", "restore", "nothing"],
    ["update", "conflict", "renew", "nothing"],
    ["drop", "forget", "forget", "nothing"],
    ["nothing", "nothing", "nothing", "nothing"]
  ])
})

describe("conflicts", () => {
  test("[Y10] P3: keeping both, what was changed here stays, and the next plan is quiet until there is news again", () => {
    const [fetch] = planned([there("p", "new")], [here("p", "mine")], [old]).actions
    if (fetch?.kind !== "fetch") throw new Error("no fetch")
    expect([fetch.isCopy, fetch.agreement.state, fetch.agreement.revision]).toEqual([true, "old", "new"])
    const files = [here("p", "mine"), here(copy, "new", { content: null })]
    expect(said([there("p", "new")], files, [fetch.agreement])).toEqual([])
    expect(said([there("p", "newer")], files, [fetch.agreement])).toEqual([`fetch p to ${copy} [2], conflict`])
  })

  test("[Y10] [I4] P3: the source preferred, what was changed here goes to the trash first; the library preferred, nothing is fetched", () => {
    const world = [[there("p", "new")], [here("p", "mine")], [old]] as const
    expect(said(...world, { conflicts: "prefer-remote" })).toEqual(["fetch p to p, changed, over mine"])
    expect(said(...world, { conflicts: "prefer-local" })).toEqual(["agree on p at p"])
  })

  test("[Y10] P3: deleted here and changed there comes back, unless deletions are left and the library is preferred", () => {
    const world = [[there("p", "new")], [], [old]] as const
    expect(said(...world, { deletedHere: "leave" })).toEqual(["fetch p to p, missing"])
    expect(said(...world, { deletedHere: "leave", conflicts: "prefer-local" })).toEqual([])
    expect(said([there("p", "old")], [], [old], { deletedHere: "leave" })).toEqual([])
  })

  test("[Y10] [C6] K10: what was deleted here comes back when it is asked for again, whatever both say", () => {
    const again = [there("p", "old", { choice: "again" })]
    for (const policy of [
      { deletedHere: "leave" },
      { deletedHere: "leave", conflicts: "prefer-local", what: "on-demand" }
    ] as const)
      expect(said(again, [], [old], policy)).toEqual(["fetch p to p, missing"])
    expect(said([there("p", "old", { choice: "asked" })], [], [old], { deletedHere: "leave" })).toEqual([])
  })
})

describe("what meets for the first time", () => {
  test("[Y10] P4: what holds the same is agreed on and not fetched; what is not known is compared; what differs stays beside", () => {
    expect(said([there("p", "a")], [here("p", "a")], [])).toEqual(["agree on p at p"])
    expect(said([there("p", "a", { content: null })], [here("p", "b")], [])).toEqual(["compare p"])
    expect(said([there("p", "a")], [here("p", "b")], [])).toEqual([`fetch p to ${copy}, conflict`])
  })

  test("[Y10] P4: the name is taken also by what differs in case or form alone, and never taken from another item", () => {
    expect(said([there("Å", "a")], [here("a\u030a", "b", { content: null })], [])).toEqual(["compare a\u030a"])
    const other = agreement("x", "x", "p.flac", "x")
    expect(said([there("p.flac", "a"), there("x", "x")], [here("p.flac", "x")], [other])).toEqual([
      "fetch p.flac to p [2].flac, new"
    ])
  })

  test("[I4] P4: what takes the place of a file that goes puts that into the trash, and not before it is there itself", () => {
    const world = [[there("p", "new", { id: "2" })], [here("p", "old")], [agreement("1", "p", "p", "old")]] as const
    expect(said(...world, { removed: "mirror" })).toEqual(["fetch 2 to p, new, over old, instead of 1"])
  })
})

describe("what goes", () => {
  test("[D12] [I4] P2: mirrored, what is gone there and unchanged here goes to the trash", () => {
    expect(said([], [here("p", "old")], [old], { removed: "mirror" })).toEqual(["trash p"])
    expect(said([], [here("p", "mine")], [old], { removed: "mirror" })).toEqual(["forget p"])
    expect(said([], [here("p", "old"), here("q", "own")], [old], { removed: "mirror" })).toEqual(["trash p"])
  })

  test("[Y15] P2: nothing follows from what was not seen", () => {
    const short = { remote: { items: [], isComplete: false } }
    expect(said([], [here("p", "old")], [old], { removed: "mirror" }, short)).toEqual([])
    for (const files of [[here("p", "old")], [here("p", "mine")], []]) expect(said([], files, [old], {}, short)).toEqual([])
    const absent = { local: { items: [], isComplete: false } }
    expect(said([there("p", "new"), there("q", "new")], [], [old], {}, absent)).toEqual([])
    expect(said([], [], [old], { removed: "mirror" }, absent)).toEqual([])
  })

  test("[Y10] P2: what was found by what it holds alone is not taken away, and not replaced without the trash", () => {
    expect(said([], [here("q", "old")], [old], { removed: "mirror" })).toEqual(["forget p"])
    expect(said([there("p", "new")], [here("q", "old")], [old])).toEqual(["agree on p at q", "fetch p to q, changed, over old"])
  })
})

describe("renames", () => {
  test("[Y10] [C12] P5: known by id or by content, a rename there moves the file here and fetches nothing", () => {
    expect(said([there("q", "old", { id: "p" })], [here("p", "old")], [old])).toEqual(["move p to q"])
    expect(said([there("q", "old")], [here("p", "old")], [old])).toEqual(["agree on q at p, once p", "move p to q"])
    expect(said([there("q", "old"), there("r", "old")], [here("p", "old")], [old])).toEqual([
      "forget p",
      "fetch q to q, new",
      "fetch r to r, new"
    ])
  })

  test("[C12] P5: a rename here is followed, and stays", () => {
    expect(said([there("p", "old")], [here("q", "old")], [old])).toEqual(["agree on p at q"])
    const moved = agreement("p", "p", "mine", "old")
    expect(said([there("q", "old", { id: "p" })], [here("mine", "old")], [{ ...moved, place: "p" }])).toEqual([
      "agree on p at mine"
    ])
  })

  test("[Y10] P5: renames in a row follow each other; what only changes places keeps its name here", () => {
    const [one, two] = [agreement("1", "a", "a", "1"), agreement("2", "b", "b", "2")]
    const files = [here("a", "1"), here("b", "2")]
    expect(said([there("b", "1", { id: "1" }), there("c", "2", { id: "2" })], files, [one, two])).toEqual([
      "move b to c",
      "move a to b"
    ])
    expect(said([there("b", "1", { id: "1" }), there("a", "2", { id: "2" })], files, [one, two])).toEqual([
      "agree on 1 at a",
      "agree on 2 at b"
    ])
  })

  test("[Y10] P5: a change of case alone is a rename, and what was renamed and changed is both", () => {
    expect(said([there("P", "old", { id: "p" })], [here("p", "old")], [old])).toEqual(["move p to P"])
    expect(said([there("q", "new", { id: "p" })], [here("p", "old")], [old])).toEqual([
      "move p to q",
      "fetch p to q, changed, over old"
    ])
  })
})

describe("what is missing here", () => {
  const moved = { ...old, path: "mine" }

  test("[Y10] [C12] P5: and was renamed there, comes back under its new name, if that is free and it was not moved here", () => {
    const remote = [there("q", "old", { id: "p" })]
    expect(said(remote, [], [old])).toEqual(["agree on p at q", "fetch p to q, missing"])
    expect(said(remote, [], [old], { deletedHere: "leave" })).toEqual(["agree on p at q"])
    expect(said(remote, [], [moved])).toEqual(["agree on p at mine", "fetch p to mine, missing"])
    expect(said(remote, [here("q", "own")], [old])).toEqual(["agree on p at p", "fetch p to p, missing"])
    const [one] = planned(remote, [here("q", "own")], [old]).actions
    expect(one).toMatchObject({ agreement: { remotePath: "q", place: "q", path: "p" } })
    const unseen = { local: { items: [], isComplete: false } }
    expect(said(remote, [], [old], {}, unseen)).toEqual(["agree on p at p"])
  })

  test("[Y10] P3: comes back where it lay, with what both will agree on; beside what lies there by now", () => {
    const remote = [there("p", "new")]
    const agreed = { id: "p", remotePath: "p", revision: "new", content: "new", state: "old" }
    expect(planned(remote, [], [moved]).actions).toMatchObject([
      { path: "mine", agreement: { ...agreed, path: "mine", place: "p" }, isCopy: false, instead: null }
    ])
    // Both had a name of their own on a disk that tells case.
    const other = agreement("q", "q", "MINE", "other")
    const beside = { ...agreed, path: "mine [2]", place: "mine [2]" }
    expect(planned([...remote, there("q", "other")], [here("MINE", "other")], [moved, other]).actions).toMatchObject([
      { path: "mine [2]", agreement: beside }
    ])
  })
})

test("[Y10] P4: what both agree on once a new item is here", () => {
  const agreed = { id: "1", remotePath: "a/p?", place: "p", path: "p", revision: "r", content: "c" }
  const remote = there("a/p?", "c", { id: "1", place: "p", revision: "r", sizeBytes: 7 })
  const fetch = { kind: "fetch", id: "1", revision: "r", sizeBytes: 7, path: "p", reason: "new", over: null, instead: null }
  expect(planned([remote], [], []).actions).toEqual([{ ...fetch, isCopy: false, agreement: { ...agreed, state: null } }])
  expect(planned([remote], [here("P", "s", { content: "c" })], []).actions).toEqual([
    { kind: "agree", agreement: { ...agreed, path: "P", state: "s" }, formerId: undefined }
  ])
  const [copied] = planned([remote], [here("p", "s")], []).actions
  expect(copied).toMatchObject({ isCopy: true, agreement: { ...agreed, content: null, state: null } })
  expect(planned([there("p", "c", { content: null })], [here("p", "s")], []).actions).toEqual([
    { kind: "compare", id: "p", path: "p", state: "s", revision: "c" }
  ])
})

test("[Y10] P3, P4: what was fetched is in the state that it came in, but for a copy, which is the user's own", () => {
  const fetched = planned([there("p", "new")], [here("p", "old")], [old]).actions[0]
  const copied = planned([there("p", "new")], [here("p", "mine")], [old]).actions[0]
  if (fetched?.kind !== "fetch" || copied?.kind !== "fetch") throw new Error("no fetch")
  expect(agreementAfter(fetched, "as it came")).toEqual({ ...fetched.agreement, state: "as it came" })
  expect(agreementAfter(copied, "as it came")).toEqual({ ...old, revision: "new" })
})

describe("policies", () => {
  test("[Y10] P6: on demand only what was asked for comes, and what is here is kept in step", () => {
    const remote = [there("p", "new"), there("q", "a"), there("r", "a", { choice: "asked" })]
    expect(said(remote, [here("p", "old")], [old], { what: "on-demand" })).toEqual([
      "fetch p to p, changed, over old",
      "fetch r to r, new"
    ])
  })

  test("[C6] P6: what is ignored, or not followed, is left as it is", () => {
    const ignored = there("p", "new", { choice: "ignored" })
    expect(said([ignored], [here("p", "old")], [old])).toEqual([])
    expect(said([there("p", "new"), there("x/q", "a")], [here("p", "old")], [old], { exclude: ["p", "x/"] })).toEqual([])
    expect(said([there("a/b.flac", "a"), there("a/b.txt", "a")], [], [], { include: ["*.flac"] })).toEqual([
      "fetch a/b.flac to a/b.flac, new"
    ])
  })

  test("[Y10] P6: patterns are those of ignore files, and what systems leave beside files is not followed", () => {
    const { isFollowed, rankOf } = readPolicyRules({ ...defaultSyncPolicy, priority: ["/Jazz/", "*.flac"] })
    const left = [
      "a/.DS_Store",
      "a/._b.flac",
      "@eaDir/b.jpg",
      "#recycle/x",
      "$RECYCLE.BIN/x",
      "System Volume Information/x",
      "lost+found/x",
      "a/Thumbs.db",
      "a/desktop.ini"
    ]
    expect(left.filter(isFollowed)).toEqual([])
    const followed = ["a/b.flac", "recycle/x", "a/lost and found", "Thumbs.db.flac"]
    expect(followed.filter(isFollowed)).toEqual(followed)
    expect(["Jazz/a.mp3", "a.flac", "x/Jazz/a.mp3", "Jazz"].map(rankOf)).toEqual([0, 1, 2, 2])
    const directories = readPolicyRules({ ...defaultSyncPolicy, include: ["in/"], exclude: ["out/"] })
    expect(["in/out", "in/out/x", "in"].map(directories.isFollowed)).toEqual([true, false, false])
  })

  test("[Y10] P6: the budget goes to what comes first, never holds back what is kept in step, and counts what is here", () => {
    const remote = [
      there("a", "1", { sizeBytes: 4 }),
      there("b", "2", { sizeBytes: 4 }),
      there("c", "3", { sizeBytes: 2 }),
      there("p", "new", { sizeBytes: 50 })
    ]
    const policy = { budgetBytes: 10, priority: ["b"] }
    const { actions, skipped } = planned(
      [...remote, there("u", "?", { sizeBytes: null })],
      [here("p", "old", { sizeBytes: 3 })],
      [old],
      policy
    )
    expect(actions.map(shown)).toEqual(["fetch b to b, new", "fetch c to c, new", "fetch p to p, changed, over old"])
    expect(skipped).toEqual([
      { id: "a", reason: "budget" },
      { id: "u", reason: "size-unknown" }
    ])
  })

  test("[Y10] P6: what is kept in step is whether or not there is room, and takes none", () => {
    const remote = [there("new", "a"), there("p", "new", { sizeBytes: 50 }), there("q", "other", { sizeBytes: null })]
    const files = [here("p", "old", { sizeBytes: 3 }), here("q", "mine", { sizeBytes: 3 })]
    const agreed = [old, agreement("q", "q", "q", "old")]
    const beside = "fetch q to q (conflict, NAS, 2026-11-28), conflict"
    for (const [budgetBytes, more] of [
      [0, []],
      [6, []],
      [7, ["fetch new to new, new"]]
    ] as const) {
      const { actions, skipped } = planned(remote, files, agreed, { budgetBytes })
      expect(actions.map(shown), `${budgetBytes}`).toEqual([...more, "fetch p to p, changed, over old", beside])
      expect(skipped).toEqual(more.length > 0 ? [] : [{ id: "new", reason: "budget" }])
    }
  })

  test("[Y10] P6: what goes takes no room", () => {
    const policy = { budgetBytes: 3, removed: "mirror" } as const
    const files = [here("p", "old", { sizeBytes: 3 })]
    expect(said([there("q", "a", { sizeBytes: 3 })], files, [old], policy)).toEqual(["fetch q to q, new", "trash p"])
    expect(said([there("q", "a", { sizeBytes: 4 })], files, [old], policy)).toEqual(["trash p"])
  })

  test("[Y16] P6: what has no place is told", () => {
    expect(planned([there("p", "a", { place: null })], [], [])).toEqual({
      actions: [],
      skipped: [{ id: "p", reason: "no-place" }]
    })
  })
})

test("[Y10] P1: what has another revision and holds the same is agreed on, and not fetched", () => {
  expect(planned([there("p", "new", { content: "old" })], [here("p", "old")], [old]).actions).toEqual([
    { kind: "agree", agreement: { ...old, revision: "new" }, formerId: undefined }
  ])
})

test("[Y10] P3: what both agree on when the one here stays, and when the one there comes", () => {
  const world = [[there("p", "new")], [here("p", "mine")], [old]] as const
  const seen = { ...old, revision: "new" }
  expect(planned(...world, { conflicts: "prefer-local" }).actions).toMatchObject([{ agreement: seen }])
  const fetch = { isCopy: false, instead: null, agreement: { ...seen, content: "new" } }
  expect(planned(...world, { conflicts: "prefer-remote" }).actions).toMatchObject([fetch])
  expect(planned([there("p", "new")], [here("p", "old")], [old]).actions).toMatchObject([fetch])
  expect(planned([there("p", "new")], [here("p", "new")], [old]).actions).toMatchObject([
    { agreement: { ...seen, state: "new", content: "new" } }
  ])
})

test("[Y10] P5: where a new name leads to no other place, it is only learnt", () => {
  for (const place of ["p", null]) {
    const [only, ...more] = planned([there("q", "old", { id: "p", place })], [here("p", "old")], [old]).actions
    expect([only, more]).toEqual([{ kind: "agree", agreement: { ...old, remotePath: "q" }, formerId: undefined }, []])
  }
})

test("[Y10] P5: a new name is taken from the moment on that it is given, and the old one is free", () => {
  const agreed = [agreement("1", "a", "a", "1"), agreement("x", "x", "b", "x")]
  const remote = [there("b [2]", "1", { id: "1" }), there("b", "n", { id: "n" }), there("x", "x"), there("a", "m", { id: "m" })]
  expect(said(remote, [here("a", "1"), here("b", "x")], agreed)).toEqual([
    "move a to b [2]",
    "fetch m to a, new",
    "fetch n to b [3], new"
  ])
})

test("[Y10] P5: a file is an item's that has its name in another case, unless another has it exactly", () => {
  const unknown = { content: null }
  expect(said([there("p", "old")], [here("P", "old", unknown)], [old])).toEqual([])
  const agreed = [agreement("1", "1", "P", "old"), agreement("2", "2", "p", "old")]
  const remote = [there("1", "old"), there("2", "old")]
  for (const both of [agreed, agreed.toReversed()])
    expect(said(remote, [here("p", "old", unknown)], both)).toEqual(["fetch 1 to P [2], missing"])
})

test("[Y10] P5: a rename there is followed with all that both agree on, unless the item is not", () => {
  const remote = there("q", "old", { id: "p" })
  expect(planned([remote], [here("p", "old")], [old]).actions).toEqual([
    { kind: "move", id: "p", from: "p", to: "q", state: "old", agreement: { ...old, remotePath: "q", place: "q", path: "q" } }
  ])
  expect(said([{ ...remote, choice: "ignored" }], [here("p", "old")], [old])).toEqual([])
  expect(said([remote], [here("p", "old")], [old], { exclude: ["q"] })).toEqual([])
  expect(said([remote], [], [old], { exclude: ["q"] })).toEqual([])
})

test("[I4] P6: by itself a source is followed whole, as it lies there, nothing is taken away and both versions are kept", () => {
  const { exclude, ...rest } = defaultSyncPolicy
  expect(rest).toEqual({
    ...{ what: "everything", below: "", placement: "remote-path", include: [], priority: [], budgetBytes: null },
    ...{ removed: "keep", deletedHere: "fetch", conflicts: "keep-both", duplicates: "tell" }
  })
})

test("[C6] P6: unasked, what is followed is wanted, and on demand nothing", () => {
  const wanted = (what: "everything" | "on-demand") =>
    ["a.flac", "a.txt"].filter(isWantedBy({ ...defaultSyncPolicy, include: ["*.flac"], what }))
  expect([wanted("everything"), wanted("on-demand")]).toEqual([["a.flac"], []])
})

test("[C6] P6: what was asked for by name comes, also what no policy follows", () => {
  for (const policy of [{ exclude: ["p"] }, { include: ["x"] }, { exclude: ["p"], what: "on-demand" }] as const) {
    expect(said([there("p", "a")], [], [], policy)).toEqual([])
    expect(said([there("p", "a", { choice: "asked" })], [], [], policy)).toEqual(["fetch p to p, new"])
  }
})

test("[Y10] P6: what is fetched comes by rank, then by path, whatever the order in which it is told", () => {
  const remote = ["c", "a", "z/x", "b"].map((path) => there(path, path))
  const wanted = ["z/x", "a", "b", "c"].map((path) => `fetch ${path} to ${path}, new`)
  for (const items of [remote, remote.toReversed()]) expect(said(items, [], [], { priority: ["z/"] })).toEqual(wanted)
})
