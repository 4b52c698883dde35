/** The source port over a `SimulatedRemote`. Every request takes the remote's latency on Effect's clock. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { ChangePage, Entry, ListPage, ReadRequest, RemoteBytes, Removal, Source } from "../source.ts"
import { SourceError, type SourceErrorReason, type SourceOperation } from "../source-error.ts"
import { contentBytes, entryOf, type SimulatedFile, type SimulatedRemote } from "./remote.ts"

/** How a source sees a simulated remote. */
export interface SimulatedSourceOptions {
  /** "simulated" when absent. */
  readonly name?: string
  /** The folder that is the source's root; the whole remote when absent. */
  readonly below?: string
}

interface Context {
  readonly name: string
  readonly remote: SimulatedRemote
  /** What begins the path of every file of this source. */
  readonly prefix: string
}

const failure = ({ name }: Context, operation: SourceOperation, reason: SourceErrorReason, detail: string, path?: string) =>
  new SourceError({ reason, operation, source: name, detail, ...(path === undefined ? {} : { path }) })

/** One request: it takes its time, and finds the remote as it is then. */
const request = (context: Context, operation: SourceOperation): Effect.Effect<void, SourceError> =>
  Effect.gen(function* () {
    const { remote } = context
    remote.calls[operation]++
    if (remote.latencyMs > 0) yield* Effect.sleep(remote.latencyMs)
    if (!remote.isReachable) return yield* failure(context, operation, "unavailable", "cannot be reached")
    if (!remote.acceptsCredentials) return yield* failure(context, operation, "credentials", "does not accept the credentials")
  })

/** The file with an id of this source. Where ids are paths they are relative to its root as well. */
const fileOf = ({ remote, prefix }: Context, id: string): SimulatedFile | undefined => {
  const file = remote.file(remote.capabilities.stableIds ? id : `${prefix}${id}`)
  return file?.path.startsWith(prefix) === true ? file : undefined
}

/** A remote's file as this source tells of it. */
const toldOf = ({ remote, prefix }: Context, file: SimulatedFile): Entry => {
  const path = file.path.slice(prefix.length)
  return { ...entryOf(file), path, id: remote.capabilities.stableIds ? file.id : path }
}

/** The files with these ids of the remote that are there now, and below the root. */
const entriesOf = (context: Context, ids: ReadonlyArray<string>): ReadonlyArray<Entry> =>
  ids.flatMap((id) => {
    const file = context.remote.file(id)
    return file?.path.startsWith(context.prefix) === true ? [toldOf(context, file)] : []
  })

const list = (context: Context): Stream.Stream<ListPage, SourceError> =>
  Stream.suspend(() => {
    const { remote } = context
    let ids: ReadonlyArray<string> | undefined
    return Stream.paginate(0, (at: number) =>
      Effect.map(request(context, "list"), () => {
        ids ??= remote.ids()
        const end = at + remote.pageEntries
        const complete = end >= ids.length
        const page: ListPage = { entries: entriesOf(context, ids.slice(at, end)), problems: [], complete }
        return [[page], complete ? Option.none<number>() : Option.some(end)] as const
      })
    )
  })

/** What a page of a feed tells: each id as an entry or a removal, by what is there when the page is made. */
const changePage = (context: Context, ids: ReadonlyArray<string>, folders: ReadonlyArray<string>) => {
  const { remote, prefix } = context
  const upserts = entriesOf(context, ids)
  const { stableIds } = remote.capabilities
  // A stable id that is gone does not say where it was: the caller may be told of one that it never knew.
  const isGone = (id: string): boolean =>
    remote.file(id)?.path.startsWith(prefix) !== true && (stableIds || id.startsWith(prefix))
  const own = (id: string): string => (stableIds ? id : id.slice(prefix.length))
  const removals: ReadonlyArray<Removal> = [
    ...folders
      .filter((path) => path.startsWith(prefix))
      .map((path) => ({ kind: "folder", path: path.slice(prefix.length) }) as const),
    ...ids.filter(isGone).map((id) => ({ kind: "entry", id: own(id) }) as const)
  ]
  return { upserts, removals, problems: [] }
}

const changes = (context: Context, cursor: string): Stream.Stream<ChangePage, SourceError> =>
  Stream.suspend(() => {
    const { remote } = context
    if (!remote.capabilities.changes) return Stream.fail(failure(context, "changes", "unsupported", "has no feed of changes"))
    let known: ReturnType<SimulatedRemote["changesSince"]>
    return Stream.paginate(0, (at: number) =>
      Effect.gen(function* () {
        yield* request(context, "changes")
        const told = at === 0 ? remote.changesSince(cursor) : known
        if (told === undefined)
          return yield* failure(context, "changes", "cursor-expired", "no longer knows what happened since the last sync")
        known = told
        const end = at + remote.pageEntries
        const isLast = end >= told.ids.length
        const page: ChangePage = {
          ...changePage(context, told.ids.slice(at, end), at === 0 ? told.folders : []),
          next: isLast ? told.next : undefined
        }
        return [[page], isLast ? Option.none<number>() : Option.some(end)] as const
      })
    )
  })

const chunkBytes = 65_536

const read = (context: Context, wanted: ReadRequest): Effect.Effect<RemoteBytes, SourceError> =>
  Effect.gen(function* () {
    const { remote } = context
    yield* request(context, "read")
    const file = fileOf(context, wanted.id)
    if (file === undefined) return yield* failure(context, "read", "not-found", "has no such file", wanted.id)
    if (wanted.revision !== undefined && wanted.revision !== file.revision)
      return yield* failure(context, "read", "changed", "the file has changed", file.path)
    const all = contentBytes(file.content)
    const from = remote.capabilities.ranges ? Math.min(wanted.from ?? 0, all.length) : 0
    const bytes = all.subarray(from, remote.capabilities.ranges ? Math.max(from, wanted.to ?? all.length) : all.length)
    const starts = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, index) => index * chunkBytes)
    const chunks = Stream.map(Stream.fromIterable(starts), (at) => {
      const chunk = bytes.slice(at, at + chunkBytes)
      remote.bytesRead += chunk.length
      return chunk
    })
    const start = remote.capabilities.ranges ? (wanted.from ?? 0) : 0
    return { bytes: chunks, from: start, totalBytes: all.length, revision: file.revision, validator: null }
  })

/** The source port over a simulated remote, or over a folder of it. */
export const simulatedSource = (remote: SimulatedRemote, { name = "simulated", below }: SimulatedSourceOptions = {}): Source => {
  const prefix = below === undefined ? "" : `${below}/`
  const context: Context = { name, remote, prefix }
  const { changes: hasFeed } = remote.capabilities
  return {
    name,
    address: `simulated:${prefix}`,
    fingerprint: `simulated:${prefix}`,
    capabilities: remote.capabilities,
    disk: () => Effect.map(request(context, "check"), () => remote.disk),
    check: () => request(context, "check"),
    list: () => list(context),
    startCursor: () =>
      hasFeed ? Effect.map(request(context, "start-cursor"), () => remote.cursor()) : Effect.succeed(undefined),
    changes: (cursor) => changes(context, cursor),
    read: (wanted) => read(context, wanted),
    head: (id) =>
      Effect.map(request(context, "head"), () => {
        const file = fileOf(context, id)
        return file === undefined ? undefined : toldOf(context, file)
      })
  }
}
