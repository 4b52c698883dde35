/** What is one recording twice: pairs in a table, and what holds of any groups. */
import { expect, test } from "vitest"
import { type Random, seeded } from "../../../../tools/bench/random.ts"
import {
  type DuplicateCandidate,
  type DuplicateReason,
  decideDuplicate,
  decideDuplicates,
  keysOf,
  survivorsOf
} from "../../src/conflicts/duplicates.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const seed = Number(process.env["DEADWAX_SEED"] ?? "20261128")

const track = (trackId: string, more: Partial<DuplicateCandidate> = {}): DuplicateCandidate => ({
  trackId,
  path: `${trackId}.mp3`,
  content: null,
  essence: null,
  release: "velvet",
  title: "Song",
  artist: "Reds",
  durationMs: 180_000,
  isLossless: false,
  bitrateKbps: 320,
  isCherished: false,
  addedAtUs: 1,
  ...more
})

const pairs: ReadonlyArray<
  readonly [what: string, a: Partial<DuplicateCandidate>, b: Partial<DuplicateCandidate>, wanted: DuplicateReason | undefined]
> = [
  ["all bytes, whatever the tags", { content: "c", title: "A" }, { content: "c", title: "B" }, "same-content"],
  ["all bytes, on two releases", { content: "c", release: "a" }, { content: "c", release: "b" }, "same-content"],
  ["the sound, retagged", { essence: "e", content: "c", title: "A" }, { essence: "e", content: "d", title: "B" }, "same-sound"],
  ["the recording, in another encoding", { essence: "e" }, { essence: "f", isLossless: true }, "same-recording"],
  ["the recording, guests named elsewhere", { title: "Song (feat. Blue)" }, { artist: "Reds ft. Blue" }, "same-recording"],
  ["the recording, two seconds apart", {}, { durationMs: 182_000 }, "same-recording"],
  ["the recording, of unknown length", {}, { durationMs: null }, "same-recording"],
  ["another take by its length", {}, { durationMs: 182_001 }, undefined],
  ["another version by its title", {}, { title: "Song (Live)" }, undefined],
  ["the recording on another release", { release: "a" }, { release: "b" }, undefined],
  ["the recording on no release", { release: null }, { release: null }, undefined],
  ["nothing that is known", { title: null }, { title: null }, undefined]
]

test.each(pairs)("[Y10] X2: two tracks with %s", (_, a, b, wanted) => {
  expect(decideDuplicate(track("1", a), track("2", b))).toBe(wanted)
  expect(decideDuplicate(track("2", b), track("1", a))).toBe(wanted)
})

test.each<readonly [what: string, of: Partial<DuplicateCandidate>, keys: ReadonlyArray<string>]>([
  ["all that is known", { content: "c", essence: "e" }, ["content c", "essence e", "recording velvet\nreds\nsong"]],
  ["nothing but the content where it has no release", { content: "c", release: null }, ["content c"]],
  ["nothing but the sound where its tags say no title", { essence: "e", title: null }, ["essence e"]],
  ["nothing", { release: null, artist: null }, []]
])("[Y10] X2: a duplicate is looked for by %s", (_, of, keys) => {
  expect(keysOf(track("1", of))).toEqual(keys)
})

test("[Y10] X2: a track is no duplicate of itself", () => {
  expect(decideDuplicates([track("1", { content: "c" }), track("1", { content: "c" })])).toEqual([])
})

const worth: ReadonlyArray<readonly [better: Partial<DuplicateCandidate>, worse: Partial<DuplicateCandidate>]> = [
  [{ isLossless: true, bitrateKbps: 100 }, { isCherished: true }],
  [{ bitrateKbps: 320 }, { bitrateKbps: 128, isCherished: true }],
  [{ bitrateKbps: 1 }, { bitrateKbps: null }],
  [{ isCherished: true, addedAtUs: 9 }, { addedAtUs: 1 }],
  [
    { addedAtUs: 1, path: "z" },
    { addedAtUs: 2, path: "a" }
  ],
  [{ path: "a" }, { path: "b" }]
]

test.each(worth)("[Y10] X3: %j stays rather than %j, in whatever order they are told", (better, worse) => {
  const [one, two] = [track("1", better), track("2", worse)]
  for (const given of [
    [one, two],
    [two, one]
  ]) {
    const groups = decideDuplicates(given)
    expect(groups).toEqual([{ survivor: one, others: [{ candidate: two, reason: "same-recording" }] }])
    expect([...survivorsOf(groups)]).toEqual([["2", "1"]])
  }
})

test("[Y10] X3: what is alike in a row is not all one: each is compared with the one that stays", () => {
  const [first, middle, last] = [track("1"), track("2", { durationMs: 182_000 }), track("3", { durationMs: 184_000 })]
  expect(decideDuplicates([last, middle, first])).toEqual([
    { survivor: first, others: [{ candidate: middle, reason: "same-recording" }] }
  ])
})

const anyTrack = ({ pick, below }: Random, no: number): DuplicateCandidate =>
  track(`${no}`, {
    content: pick([null, null, "c", "d"]),
    essence: pick([null, null, "e", "f"]),
    release: pick([null, "a", "b"]),
    title: pick(["Song", "Song (Live)", null]),
    durationMs: pick([null, 180_000, 181_500, 183_000, 184_500]),
    isLossless: below(3) === 0,
    bitrateKbps: pick([null, 128, 320]),
    isCherished: below(3) === 0,
    addedAtUs: below(3)
  })

/** X3 once more, and each compared with each: what stays comes first, and takes all that it is a duplicate of. */
const byComparingAll = (tracks: ReadonlyArray<DuplicateCandidate>): ReadonlyArray<string> => {
  const rank = ({ isLossless, bitrateKbps, isCherished, addedAtUs, path }: DuplicateCandidate) =>
    `${isLossless ? 0 : 1} ${String(1000 - (bitrateKbps ?? 0)).padStart(4, "0")} ${isCherished ? 0 : 1} ${addedAtUs} ${path}`
  const left = tracks.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
  const groups: Array<{ path: string; text: string }> = []
  while (left.length > 0) {
    const [survivor, ...rest] = left.splice(0)
    if (survivor === undefined) break
    const others = rest.filter((one) => decideDuplicate(survivor, one) !== undefined)
    left.push(...rest.filter((one) => !others.includes(one)))
    const text = others.map((one) => `${one.trackId} ${decideDuplicate(survivor, one)}`).join(", ")
    if (others.length > 0) groups.push({ path: survivor.path, text: `${survivor.trackId}: ${text}` })
  }
  return groups.sort((a, b) => (a.path < b.path ? -1 : 1)).map(({ text }) => text)
}

const printed = (groups: ReturnType<typeof decideDuplicates>): ReadonlyArray<string> =>
  groups.map(
    ({ survivor, others }) =>
      `${survivor.trackId}: ${others.map(({ candidate, reason }) => `${candidate.trackId} ${reason}`).join(", ")}`
  )

test("[Y10] X2–X3: of any tracks: groups are apart and in no order of telling, and without their others none is left", () => {
  const random = seeded(seed)
  for (let round = 0; round < 20_000 * scale; round++) {
    const at = `round ${round}, seed ${seed}`
    const tracks = Array.from({ length: random.below(9) }, (_, no) => anyTrack(random, no))
    const groups = decideDuplicates(tracks)
    const members = groups.flatMap(({ survivor, others }) => [survivor, ...others.map(({ candidate }) => candidate)])
    expect(new Set(members).size, at).toBe(members.length)
    for (const { survivor, others } of groups)
      for (const { candidate, reason } of others) expect(decideDuplicate(survivor, candidate), at).toBe(reason)
    expect(printed(groups), at).toEqual(byComparingAll(tracks))
    expect(decideDuplicates([...tracks].reverse()), at).toEqual(groups)
    const gone = new Set(survivorsOf(groups).keys())
    expect(decideDuplicates(tracks.filter(({ trackId }) => !gone.has(trackId))), at).toEqual([])
  }
}, 120_000)
