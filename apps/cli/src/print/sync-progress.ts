/** Progress of a sync on standard error: a bar on a terminal; in a pipe a plain line now and then. What failed is named either way. */
import { problemText, type SyncEvent } from "@deadwax/core-sync"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { visible } from "./escape.ts"
import { noticeLine } from "./notice.ts"
import { counted, grouped } from "./numbers.ts"
import { Screen, type ScreenShape } from "./screen.ts"
import { cut } from "./width.ts"

const redrawMs = 100
const plainLineMs = 5_000

/** Why an incremental sync lists everything; the first one of a source has nothing to go on from, which needs no word. */
const escalations = {
  "no-feed": "tells no changes, so everything is looked at",
  "no-cursor": undefined,
  "other-place": "is another place than at its last sync, so everything is looked at",
  "cursor-expired": "does not remember its last sync, so everything is looked at"
} as const

/** What there is to say about a moment of a sync; undefined: it is not worth a line. */
export const syncText = (source: string, event: SyncEvent): string | undefined => {
  switch (event.kind) {
    case "started":
      return `${source}: looking`
    case "discovering":
      // What a page of nothing but folders tells is no news.
      return event.entries === 0 ? undefined : `${source}: looking, ${counted(event.entries, "file", "files")} seen`
    case "queued":
      return `${source}: ${counted(event.items, "file", "files")} to be worked on`
    case "waiting":
      return `${source}: asked to be left alone, waiting for ${counted(Math.ceil(event.waitMs / 1000), "second", "seconds")}`
    case "item":
      return `${source}: ${grouped(event.done)} of ${counted(event.items, "file", "files")}`
    default:
      return undefined
  }
}

const barOf = (event: SyncEvent, text: string, columns: number): string => {
  const room = columns - text.length - 4
  if (event.kind !== "item" || event.items === 0 || room < 8) return cut(text, columns - 1)
  const size = Math.min(room, 30)
  const full = Math.min(size, Math.round((event.done / event.items) * size))
  return `[${"#".repeat(full)}${"-".repeat(size - full)}] ${text}`
}

/** What was found to be there twice, and what became of the playlists that held it. */
const resolvedText = (
  source: string,
  { found, moved }: Extract<SyncEvent, { readonly kind: "resolved" }>
): string | undefined => {
  if (found + moved === 0) return undefined
  const moves = moved === 0 ? "" : `${counted(moved, "entry", "entries")} of playlists moved to the track that stays; `
  return `${source}: ${counted(found, "recording is", "recordings are")} there more than once that ${found === 1 ? "was" : "were"} not told before; ${moves}see deadwax duplicates list`
}

type ItemEvent = Extract<SyncEvent, { readonly kind: "item" }>

/** Most reasons begin with the file's name, which is said once. */
export const failedText = ({ path, reason = "failed" }: Pick<ItemEvent, "path" | "reason">): string =>
  reason.startsWith(`${path}: `) ? visible(reason) : `${visible(path)}: ${visible(reason)}`

/** What a person must hear in any case, whatever is drawn. */
const wordOf = (screen: ScreenShape, source: string, event: SyncEvent): string | undefined => {
  if (event.kind === "item" && event.outcome === "failed" && !screen.manner.json) return `${failedText(event)}\n`
  if (screen.manner.quiet) return undefined
  if (event.kind === "resolved") return noticesOf(screen, source, event)
  const why = event.kind === "escalated" ? escalations[event.reason] : undefined
  return why === undefined ? undefined : noticeLine(screen, "notice", `${source} ${why}`)
}

const noticesOf = (screen: ScreenShape, source: string, event: Extract<SyncEvent, { readonly kind: "resolved" }>): string => {
  const text = resolvedText(source, event)
  const told = text === undefined ? [] : [noticeLine(screen, "notice", text)]
  return [...told, ...event.left.map(({ reason }) => noticeLine(screen, "warning", `${source}: ${reason}`))].join("")
}

type Problem = Extract<SyncEvent, { readonly kind: "problem" }>["problem"]

/** Of what was left out for one reason so many are named; `-v` names all. */
const mostNamed = 5

/** Names what could not be taken from a source, the first of each kind; the others are counted when the look at it is over. */
const makeProblemTeller = (screen: ScreenShape, source: string) => {
  const counts = new Map<Problem["reason"], number>()
  const tell = (problem: Problem): string => {
    const count = (counts.get(problem.reason) ?? 0) + 1
    counts.set(problem.reason, count)
    if (count > mostNamed && !screen.manner.verbose) return ""
    return noticeLine(screen, "warning", `${source}: ${problem.path}: ${problemText(problem)}`)
  }
  const tellRest = (): string => {
    const rest = [...counts.values()].reduce((sum, count) => sum + Math.max(0, count - mostNamed), 0)
    counts.clear()
    if (rest === 0 || screen.manner.verbose) return ""
    return noticeLine(
      screen,
      "warning",
      `${source}: and ${counted(rest, "other was", "others were")} left out; -v names all of them`
    )
  }
  return (event: SyncEvent): string => {
    if (screen.manner.quiet) return ""
    if (event.kind === "problem") return tell(event.problem)
    return event.kind === "discovered" || event.kind === "ended" ? tellRest() : ""
  }
}

const makeFollower = (screen: ScreenShape, source: string, now: () => number) => {
  let kind: SyncEvent["kind"] | undefined
  let drawnAtMs = Number.NEGATIVE_INFINITY
  const problemsOf = makeProblemTeller(screen, source)
  const isSilent = screen.manner.quiet || (screen.manner.json && !screen.noteIsTerminal)
  const everyMs = screen.noteIsTerminal ? redrawMs : plainLineMs
  const draw = (event: SyncEvent): void => {
    const text = syncText(source, event)
    const atMs = now()
    if (text === undefined || isSilent || (event.kind === kind && atMs - drawnAtMs < everyMs)) return
    kind = event.kind
    drawnAtMs = atMs
    if (screen.noteIsTerminal) screen.noteNow(`\r\x1b[K${barOf(event, visible(text), screen.columns())}`)
    else screen.noteNow(`${visible(text)}\n`)
  }
  return (event: SyncEvent): void => {
    const word = `${wordOf(screen, source, event) ?? ""}${problemsOf(event)}`
    if (word !== "") screen.noteNow(screen.noteIsTerminal ? `\r\x1b[K${word}` : word)
    draw(event)
  }
}

/** Runs a sync of a source that tells what it does; the bar is gone when it ends, however it ends. */
export const withSyncProgress = Effect.fnUntraced(function* <A, E, R>(
  source: string,
  work: (onEvent: (event: SyncEvent) => void) => Effect.Effect<A, E, R>
) {
  const screen = yield* Screen
  const clock = yield* Clock.Clock
  const follow = makeFollower(screen, source, () => clock.currentTimeMillisUnsafe())
  const eraseLine = screen.noteIsTerminal ? screen.note("\r\x1b[K") : Effect.void
  return yield* Effect.ensuring(work(follow), eraseLine)
})
