/** How a collection's entries are to look, by what is in the cache now: a pure decision. */
import { type Entry, marked, type PlacedEntry, unmarked } from "./entry.ts"

/** What is known of the ids in a file. */
export interface KnownMembers {
  /** The id that stands for one of the file; the same where nothing was merged. */
  readonly resolve: (fileId: string) => string
  /** What a member is called now; undefined: it is not there. */
  readonly describe: (id: string) => string | undefined
  /** What it was called when it was there last, where the file may not say it. */
  readonly remembered: (id: string) => string | undefined
  /** False while the cache has never seen the whole library: then what is not in it may be there all the same. */
  readonly isComplete: boolean
}

/** An entry as the cache keeps it. */
export interface Member extends Entry {
  readonly fileId: string
}

/** The members of a collection whose file has these entries. Order and count are the file's. */
export const planMembers = (entries: ReadonlyArray<Entry>, known: KnownMembers): ReadonlyArray<Member> =>
  entries.map((entry) => {
    const id = known.resolve(entry.id)
    const member = { id, fileId: entry.id }
    const now = known.describe(id)
    if (now !== undefined) return { ...member, description: now, isMissing: false }
    if (!known.isComplete && !entry.isMissing) return { ...member, description: entry.description, isMissing: false }
    const last = known.remembered(id) ?? entry.description
    return { ...member, description: last === null ? null : marked(last), isMissing: true }
  })

/** The entries as they are to be written: the file's own ids stay. */
export const planEntries = (members: ReadonlyArray<Member>): ReadonlyArray<PlacedEntry> =>
  members.map(({ fileId, description, isMissing }, from) => ({ id: fileId, description, isMissing, from }))

/**
 * What library.db must remember: descriptions of members that are there and that the file, as it stands, does not say; and those it
 * remembers that are not true any more.
 */
export const planRemembered = (
  entries: ReadonlyArray<Entry>,
  members: ReadonlyArray<Member>,
  remembered: KnownMembers["remembered"]
): ReadonlyMap<string, string> => {
  const fresh = new Map<string, string>()
  for (const [i, { id, description, isMissing }] of members.entries()) {
    if (isMissing || description === null) continue
    const before = remembered(id)
    const inFile = entries[i]!.description
    const isSaid = inFile !== null && unmarked(inFile) === description
    if (before === undefined ? !isSaid : before !== description) fresh.set(id, description)
  }
  return fresh
}
