/**
 * What happens in a simulated life, as data: a seed makes the same life again, one that failed can be written down, and one with operations left
 * out is a life as well. So nothing here depends on what came of the operations before: a file here is told by its place among those that lie
 * there, whichever they are.
 */
import type { WriteStep } from "@deadwax/core-async/simulated"
import { type Random, seeded } from "../../../../tools/bench/random.ts"
import type { JobKind } from "../../src/catalog/jobs.ts"
import { defaultSyncPolicy, type SyncPolicy } from "../../src/planning/policy.ts"
import type { SourceCapabilities } from "../../src/sources/source.ts"
import type { Fault } from "../../src/sources/wrappers/faulty.ts"

/** The sources of a life; both place their files into the same directories. */
export const sourceNames = ["NAS", "Cloud"] as const
export type SourceName = (typeof sourceNames)[number]

/** Something that somebody does. A content is a number: another number is another content. */
export type Change =
  | { readonly at: SourceName; readonly do: "put"; readonly path: string; readonly content: number }
  | { readonly at: SourceName; readonly do: "remove" | "remove-folder"; readonly path: string }
  | { readonly at: SourceName; readonly do: "move"; readonly path: string; readonly to: string }
  | { readonly at: SourceName; readonly do: "expire-cursors" }
  | { readonly at: "here"; readonly do: "put"; readonly path: string; readonly content: number }
  | { readonly at: "here"; readonly do: "overwrite"; readonly nth: number; readonly content: number }
  | { readonly at: "here"; readonly do: "remove"; readonly nth: number }
  | { readonly at: "here"; readonly do: "move"; readonly nth: number; readonly to: string }

/** What goes wrong with requests of a source: those with these numbers, counted over one sync. */
export interface RequestFault {
  readonly from: number
  readonly times: number
  readonly fault: Fault
}

/**
 * How a sync ends that does not come to its end by itself. Steps are all that a program asks of databases, disks and sources; changes those of
 * them that change something here. `power`: the machine stops, and what was not flushed is lost.
 */
export type Ending =
  | { readonly kind: "killed" | "power"; readonly before: "step" | "change"; readonly no: number }
  /** In the midst of a write: at the first such moment from that change on. */
  | { readonly kind: "torn"; readonly from: number; readonly moment: WriteStep; readonly power: boolean }
  | { readonly kind: "interrupted" | "unmounted"; readonly step: number }

/** Something that happens while a sync is at work, at this step of it. */
export interface Meanwhile {
  readonly step: number
  readonly what:
    | Change
    | { readonly do: "scan" }
    | { readonly do: "clock"; readonly days: number }
    | { readonly do: "full"; readonly freeBytes: number }
}

export interface SyncOperation {
  readonly do: "sync"
  readonly of: SourceName
  readonly kind: JobKind
  readonly concurrency: number
  readonly allowRemoval: boolean
  /** The source tells everything in another order. */
  readonly order: number
  readonly ending: Ending | null
  readonly faults: ReadonlyArray<RequestFault>
  readonly meanwhile: ReadonlyArray<Meanwhile>
}

export type Operation =
  | Change
  | SyncOperation
  /** Another program scans the library. */
  | { readonly do: "scan" }
  | { readonly do: "wait"; readonly minutes: number }
  | { readonly do: "clock"; readonly days: number }
  | { readonly do: "forget-cache" }

/** What holds for a whole life. */
export interface Settings {
  readonly identity: "tags" | "fingerprint"
  readonly policies: Readonly<Record<SourceName, SyncPolicy>>
  readonly capabilities: Readonly<Record<SourceName, Partial<SourceCapabilities>>>
  readonly pageEntries: number
}

export interface Life {
  readonly settings: Settings
  readonly operations: ReadonlyArray<Operation>
}

const folders = ["a", "b"]
const names = ["1.mp3", "2.mp3", "cover.jpg"]

const somePath = (random: Random): string => `${random.pick(folders)}/${random.pick(names)}`

/** Makes changes, each content once. */
class Changes {
  readonly #random: Random
  #contents = 0

  constructor(random: Random) {
    this.#random = random
  }

  any(): Change {
    return this.#random.chance(65) ? this.#there() : this.#here()
  }

  #there(): Change {
    const random = this.#random
    const at = random.pick(["NAS", "NAS", "Cloud"] as const)
    const path = somePath(random)
    const doing = random.below(100)
    if (doing < 55) return { at, do: "put", path, content: ++this.#contents }
    if (doing < 70) return { at, do: "remove", path }
    if (doing < 92) return { at, do: "move", path, to: `${random.pick([...folders, "c"])}/${path.slice(2)}` }
    return doing < 96 ? { at, do: "remove-folder", path: random.pick(folders) } : { at, do: "expire-cursors" }
  }

  #here(): Change {
    const random = this.#random
    const doing = random.below(100)
    if (doing < 20) return { at: "here", do: "put", path: somePath(random), content: ++this.#contents }
    const nth = random.below(12)
    if (doing < 55) return { at: "here", do: "overwrite", nth, content: ++this.#contents }
    return doing < 80 ? { at: "here", do: "remove", nth } : { at: "here", do: "move", nth, to: `moved/${++this.#contents}` }
  }
}

const writeSteps: ReadonlyArray<WriteStep> = ["create", "write", "flush", "verify", "rename", "flush-directory"]

const endingOf = (random: Random): Ending | null => {
  const doing = random.below(100)
  const step = 1 + random.below(random.pick([60, 300, 900]))
  if (doing < 35) {
    const kind = random.chance(60) ? "killed" : "power"
    return random.chance(30)
      ? { kind, before: "step", no: step }
      : { kind, before: "change", no: 1 + random.below(random.pick([30, 120])) }
  }
  if (doing < 45) return { kind: "torn", from: 1 + random.below(80), moment: random.pick(writeSteps), power: random.chance(50) }
  if (doing < 55) return { kind: "interrupted", step }
  return doing < 65 ? { kind: "unmounted", step } : null
}

const faultOf = (random: Random): Fault => {
  const doing = random.below(100)
  if (doing < 20) return { kind: "fail", reason: "rate-limited", retryAfterMs: random.pick([1000, 20_000, 90_000]) }
  if (doing < 35) return { kind: "fail", reason: "unavailable" }
  if (doing < 45) return { kind: "fail", reason: random.pick(["io", "interrupted", "protocol"] as const) }
  if (doing < 60) return { kind: "interrupt", after: random.below(4) }
  if (doing < 75) return { kind: "end", after: random.below(4) }
  return { kind: "delay", lengthMs: random.pick([5, 700, 40_000]) }
}

const faultsOf = (random: Random): ReadonlyArray<RequestFault> =>
  Array.from({ length: random.chance(40) ? 0 : 1 + random.below(4) }, () => ({
    from: random.below(random.pick([5, 25])),
    times: random.pick([1, 1, 2, 6]),
    fault: faultOf(random)
  }))

const meanwhileOf = (random: Random, changes: Changes): Meanwhile => {
  const step = 1 + random.below(random.pick([100, 600]))
  const doing = random.below(100)
  if (doing < 80) return { step, what: changes.any() }
  if (doing < 88) return { step, what: { do: "scan" } }
  if (doing < 94) return { step, what: { do: "clock", days: random.pick([365, -365]) } }
  return { step, what: { do: "full", freeBytes: random.below(6000) } }
}

const syncOf = (random: Random, changes: Changes): SyncOperation => ({
  do: "sync",
  of: random.pick(["NAS", "NAS", "Cloud"] as const),
  kind: random.chance(30) ? "full" : "incremental",
  concurrency: 1 + random.below(4),
  allowRemoval: random.chance(70),
  order: random.below(1000),
  ending: endingOf(random),
  faults: faultsOf(random),
  meanwhile: Array.from({ length: random.chance(50) ? 0 : 1 + random.below(4) }, () => meanwhileOf(random, changes))
})

/** A sync in which nothing goes wrong. */
export const undisturbed = (of: SourceName, kind: JobKind): SyncOperation => ({
  do: "sync",
  of,
  kind,
  concurrency: 2,
  allowRemoval: true,
  order: 0,
  ending: null,
  faults: [],
  meanwhile: []
})

/** What happens between two syncs, besides changes. */
const between = (random: Random): ReadonlyArray<Operation> => {
  const doing = random.below(100)
  if (doing < 25) return [{ do: "scan" }]
  if (doing < 55) return [{ do: "wait", minutes: random.pick([1, 30, 400]) }]
  if (doing < 62) return [{ do: "clock", days: random.pick([365, -365]) }]
  return doing < 68 ? [{ do: "forget-cache" }] : []
}

const policyOf = (random: Random): SyncPolicy => ({
  ...defaultSyncPolicy,
  removed: random.pick(["keep", "mirror"]),
  deletedHere: random.pick(["fetch", "leave"]),
  conflicts: random.pick(["keep-both", "prefer-remote", "prefer-local"]),
  duplicates: random.pick(["tell", "playlists"])
})

const capabilitiesOf = (random: Random): Partial<SourceCapabilities> => ({
  stableIds: random.chance(50),
  hashes: random.chance(40),
  changes: random.chance(80),
  ranges: random.chance(70),
  revisions: random.pick(["etag", "etag", "hash"])
})

/** The life that a seed stands for. */
export const lifeOf = (seed: number): Life => {
  const random = seeded(seed)
  const changes = new Changes(random)
  const settings: Settings = {
    identity: random.chance(60) ? "tags" : "fingerprint",
    policies: { NAS: policyOf(random), Cloud: policyOf(random) },
    capabilities: { NAS: capabilitiesOf(random), Cloud: capabilitiesOf(random) },
    pageEntries: 1 + random.below(4)
  }
  const operations: Array<Operation> = []
  // Much can only happen to what was in step before.
  if (random.chance(70)) {
    for (let count = 3 + random.below(6); count > 0; count--) operations.push(changes.any())
    operations.push(undisturbed("NAS", "incremental"))
  }
  for (let syncs = 2 + random.below(4); syncs > 0; syncs--) {
    for (let count = random.below(10); count > 0; count--) operations.push(changes.any())
    operations.push(...between(random), syncOf(random, changes))
  }
  return { settings, operations }
}
