/** What is known of edits of other tabs, as lines of JSON: each edit was begun, then done, or dropped when it had changed nothing. */
import type { RequestMessage } from "../port/messages.ts"

/** An edit, and what was there before it; see `edit-kinds.ts`. */
export interface BegunEdit {
  readonly key: string
  readonly request: RequestMessage
  readonly before: unknown
}

export interface EditLog {
  readonly begin: (edit: BegunEdit) => void
  readonly done: (key: string) => void
  /** It changed nothing, and may be asked for again. */
  readonly drop: (key: string) => void
  readonly find: (key: string) => { readonly edit: BegunEdit; readonly isDone: boolean } | undefined
  /** Begun and not known to be done, in their order. */
  readonly unfinished: () => ReadonlyArray<BegunEdit>
}

type Line =
  | { readonly kind: "begun"; readonly edit: BegunEdit }
  | { readonly kind: "done"; readonly key: string }
  | { readonly kind: "dropped"; readonly key: string }

/** A tab asks again within moments; this many are more than all tabs together have under way. */
const keptDone = 200

/** By their key, oldest first. */
type Known = Map<string, { readonly edit: BegunEdit; readonly isDone: boolean }>

const apply = (known: Known, line: Line): void => {
  if (line.kind === "begun") known.set(line.edit.key, { edit: line.edit, isDone: known.get(line.edit.key)?.isDone === true })
  else if (line.kind === "dropped") known.delete(line.key)
  else {
    const found = known.get(line.key)
    if (found !== undefined) known.set(line.key, { edit: found.edit, isDone: true })
  }
}

const forgetOldest = (known: Known): void => {
  const done = [...known].filter(([, { isDone }]) => isDone)
  for (const [key] of done.slice(0, -keptDone)) known.delete(key)
}

/** A line that was cut off is one that nobody has acted on. */
const decodeLine = (text: string): Line | undefined => {
  if (!text.endsWith("}")) return undefined
  try {
    return JSON.parse(text) as Line
  } catch {
    return undefined
  }
}

const encodeLines = (lines: ReadonlyArray<Line>): string => lines.map((line) => `${JSON.stringify(line)}\n`).join("")

const linesOf = (known: Known): ReadonlyArray<Line> =>
  [...known.values()].flatMap(
    ({ edit, isDone }): ReadonlyArray<Line> => [
      { kind: "begun", edit },
      ...(isDone ? [{ kind: "done", key: edit.key } as const] : [])
    ]
  )

/**
 * Goes on from what `texts` say, oldest first. `write` keeps a text for good before it answers: first one that says all that the others still
 * had to say, then each event. When it throws, the event has not happened.
 */
export const openKnownEdits = (texts: ReadonlyArray<string>, write: (text: string) => void): EditLog => {
  const known: Known = new Map()
  for (const line of texts.flatMap((text) => text.split("\n")).map(decodeLine)) if (line !== undefined) apply(known, line)
  forgetOldest(known)
  write(encodeLines(linesOf(known)))
  const note = (line: Line): void => {
    write(encodeLines([line]))
    apply(known, line)
    forgetOldest(known)
  }
  return {
    begin: (edit) => note({ kind: "begun", edit }),
    done: (key) => note({ kind: "done", key }),
    drop: (key) => note({ kind: "dropped", key }),
    find: (key) => known.get(key),
    unfinished: () => [...known.values()].filter(({ isDone }) => !isDone).map(({ edit }) => edit)
  }
}
