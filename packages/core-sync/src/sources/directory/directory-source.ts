/**
 * The source port over a directory: another disk, or a mounted network share.
 *
 * What makes it hard: a share that is not mounted is an absent or an empty directory, a file may be rewritten in place while it is read, and a
 * link may lead anywhere. So an absent root is unavailable, a file is looked at again once its last byte was read, and only what lies below the
 * root is opened, links followed. Its feed compares, since no disk remembers what happened to it.
 */
import { Bodies, type Body, type FileError, type FileErrorReason, Files, type Walk, type WalkProblem } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { checkedBytes } from "../checked-bytes.ts"
import { comparedFeed, type Snapshots, type WalkPage } from "../compared-feed.ts"
import { type Entry, type EntryProblem, maxPageEntries, type ReadRequest, type RemoteBytes, type Source } from "../source.ts"
import { type Failing, failingAs, type SourceError, type SourceErrorReason, type SourceOperation } from "../source-error.ts"

/** Where a directory source is. */
export interface DirectoryOptions {
  /** What people call it. */
  readonly name: string
  /** Absolute. */
  readonly root: string
  /** Where to keep what was told; without it the source has no feed of changes. */
  readonly snapshots?: Snapshots
}

interface Place {
  readonly name: string
  readonly root: string
  readonly files: Files["Service"]
  readonly bodies: Bodies["Service"]
}

const reasons: Partial<Readonly<Record<FileErrorReason, SourceErrorReason>>> = {
  "not-found": "not-found",
  "is-a-directory": "not-found",
  "not-a-directory": "not-found",
  name: "not-found",
  permission: "permission",
  busy: "unavailable",
  changed: "changed"
}

const failureOf = (error: FileError, failing: Failing, path: string): SourceError => {
  const reason = reasons[error.reason] ?? "io"
  const detail = reason === "not-found" ? "has no such file" : `a file cannot be read (${error.reason})`
  return failing(reason, detail, { path, cause: error })
}

/** A root that is not there is a disk that is away, and not an empty collection. */
const failureOfRoot = (error: FileError, failing: Failing): SourceError => {
  const isAway = error.reason === "not-found" || error.reason === "not-a-directory"
  if (isAway) return failing("unavailable", "its directory is not there", { cause: error })
  return failing(reasons[error.reason] ?? "io", `its directory cannot be read (${error.reason})`, { cause: error })
}

/** What a listing cannot tell as an entry. What vanished is gone, and pipes and sockets are no files. */
const toProblem = ({ path, reason }: WalkProblem): ReadonlyArray<EntryProblem> => {
  switch (reason) {
    case "name-not-utf8":
      return [{ path, reason: "name" }]
    case "outside-root":
      return [{ path, reason: "outside-root" }]
    case "linked-directory":
      return [{ path, reason: "linked-folder" }]
    case "unreadable":
      return [{ path, reason: "unreadable" }]
    default:
      return []
  }
}

const toEntry = (path: string, sizeBytes: number, modifiedAtUs: number): Entry => ({
  id: path,
  path,
  sizeBytes,
  modifiedAtUs,
  revision: `${sizeBytes} ${modifiedAtUs}`,
  hash: null
})

const toPages = (walk: Walk): ReadonlyArray<WalkPage> => {
  const count = Math.max(1, Math.ceil(walk.paths.length / maxPageEntries))
  return Array.from({ length: count }, (_, page) => {
    const from = page * maxPageEntries
    const isLast = page === count - 1
    const entries = walk.paths
      .slice(from, from + maxPageEntries)
      .map((path, at) => toEntry(path, walk.sizesBytes[from + at] ?? 0, walk.modifiedAtUs[from + at] ?? 0))
    return { entries, folders: [], problems: isLast ? walk.problems.flatMap(toProblem) : [], complete: isLast }
  })
}

const walkPages = ({ files, root }: Place, failing: Failing): Stream.Stream<WalkPage, SourceError> =>
  Stream.unwrap(
    files.walk(root, { tellsLinkedDirectories: true }).pipe(
      Effect.mapError((error) => failureOfRoot(error, failing)),
      Effect.map((walk) => Stream.fromArray(toPages(walk)))
    )
  )

/** Could a listing have told this? */
const isPath = (id: string): boolean =>
  id.isWellFormed() && !id.includes("\u0000") && id.split("/").every((name) => name !== "" && name !== "." && name !== "..")

/** The open file with this id, closed with the scope. Absent where the root is not: then it is the root that fails. */
const openFile = ({ bodies, files, root }: Place, id: string, failing: Failing): Effect.Effect<Body, SourceError, Scope.Scope> =>
  Effect.gen(function* () {
    if (!isPath(id)) return yield* failing("not-found", "has no such file", { path: id })
    const opened = bodies.open(root, `${root}/${id}`)
    return yield* Effect.acquireRelease(opened, (body) => Effect.sync(body.close)).pipe(
      Effect.catch((error) =>
        Effect.gen(function* () {
          if (error.reason === "not-found") yield* checkRoot({ files, root }, failing)
          return yield* failureOf(error, failing, id)
        })
      )
    )
  })

const checkRoot = ({ files, root }: Pick<Place, "files" | "root">, failing: Failing): Effect.Effect<void, SourceError> =>
  files.walk(root, { enter: () => false, wants: () => false }).pipe(
    Effect.mapError((error) => failureOfRoot(error, failing)),
    Effect.asVoid
  )

/** Fails when the file is no longer as it was when it was opened: then its bytes were of no one state. */
const checkUnchanged = ({ files, root }: Place, entry: Entry, failing: Failing): Effect.Effect<void, SourceError> =>
  files.stat(`${root}/${entry.id}`).pipe(
    Effect.mapError((error) => failureOf(error, failing, entry.id)),
    Effect.flatMap((info) =>
      info?.sizeBytes === entry.sizeBytes && info?.modifiedAtUs === entry.modifiedAtUs
        ? Effect.void
        : Effect.fail(failing("changed", "the file changed while it was read", { path: entry.path }))
    )
  )

const read = (place: Place, request: ReadRequest, failing: Failing): Effect.Effect<RemoteBytes, SourceError, Scope.Scope> =>
  Effect.gen(function* () {
    const { id, from = 0, to = Number.POSITIVE_INFINITY, revision } = request
    const body = yield* openFile(place, id, failing)
    const entry = toEntry(id, body.sizeBytes, body.modifiedAtUs)
    if (revision !== undefined && revision !== entry.revision)
      return yield* failing("changed", "the file has changed", { path: id })
    const start = Math.min(from, body.sizeBytes)
    const end = Math.max(start, Math.min(to, body.sizeBytes))
    const answer = { from, totalBytes: body.sizeBytes, revision: entry.revision, validator: null }
    if (start === end) return { ...answer, bytes: Stream.empty }
    const sent = Stream.fromReadableStream({
      evaluate: () => {
        const part = body.send(start, end)
        return part instanceof Blob ? part.stream() : part
      },
      onError: (cause) => failing("changed", "the file became shorter while it was read", { path: id, cause })
    })
    const bytes = Stream.concat(
      checkedBytes(sent, end - start, failing),
      Stream.drain(Stream.fromEffect(checkUnchanged(place, entry, failing)))
    )
    return { ...answer, bytes }
  })

const head = (place: Place, id: string, failing: Failing): Effect.Effect<Entry | undefined, SourceError> =>
  Effect.scoped(openFile(place, id, failing)).pipe(
    Effect.map((body): Entry | undefined => toEntry(id, body.sizeBytes, body.modifiedAtUs)),
    Effect.catch((error) => (error.reason === "not-found" ? Effect.succeed(undefined) : Effect.fail(error)))
  )

/** A source over a directory. It need not be there: then whatever is asked of it fails as `unavailable`. */
export const openDirectory = ({ name, root, snapshots }: DirectoryOptions): Effect.Effect<Source, never, Files | Bodies> =>
  Effect.gen(function* () {
    const place: Place = { name, root: root.replace(/\/+$/, ""), files: yield* Files, bodies: yield* Bodies }
    const failing = (operation: SourceOperation): Failing => failingAs(name, operation)
    const fingerprint = `directory:${place.root}`
    return {
      name,
      address: root,
      fingerprint,
      capabilities: {
        changes: snapshots !== undefined,
        ranges: true,
        stableIds: false,
        revisions: "size-time",
        hashes: false
      },
      disk: () => Effect.mapError(place.files.deviceOf(place.root), (error) => failureOfRoot(error, failing("check"))),
      check: () => checkRoot(place, failing("check")),
      ...comparedFeed({ name, fingerprint, snapshots, walk: (operation) => walkPages(place, failing(operation)) }),
      read: (request) => read(place, request, failing("read")),
      head: (id) => head(place, id, failing("head"))
    }
  })
