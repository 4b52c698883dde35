/**
 * Walks a WebDAV tree, a folder at a time: servers refuse to list a whole tree at once, or fall over.
 *
 * A folder that has the revision it had last time is left out with all below it, and told as it was, where the server is of a kind whose
 * folders' revisions stand for everything below them (ownCloud and its kin). Elsewhere they stand for less, or nothing: Apache's follow the
 * folder's own names alone.
 *
 * What makes it hard: a folder that its parent names and that then answers 404 may have gone meanwhile, or be one that the server cannot read just
 * now. So the parent is asked again, and only a folder that it no longer names is gone; any other is a problem, and nothing in it is held to
 * be gone. An answer that does not speak of the folder itself is none.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { folderOf } from "../../folder-of.ts"
import type { FolderState, Snapshot, WalkPage } from "../compared-feed.ts"
import { type Entry, type EntryProblem, maxPageEntries } from "../source.ts"
import type { Failing, SourceError } from "../source-error.ts"
import type { DavResponse } from "./multistatus.ts"
import { encodePath } from "./paths.ts"
import { askProperties, type DavPlace, entryProperties, toResource } from "./resources.ts"

/** How a walk goes about it. */
export interface DavWalk {
  readonly place: DavPlace
  readonly failing: Failing
  /** Folders that are asked for at a time. */
  readonly concurrency: number
  /** What was told last; undefined: everything is looked at. */
  readonly last: Snapshot | undefined
  /** The folder to begin at; the root when absent. */
  readonly from?: string
}

/** A tree deeper than this leads back into itself. */
const deepest = 100

/** What one folder holds. */
interface Folder {
  readonly entries: ReadonlyArray<Entry>
  readonly folders: ReadonlyArray<FolderState & { readonly known: boolean }>
  readonly problems: ReadonlyArray<EntryProblem>
}

const empty: Folder = { entries: [], folders: [], problems: [] }

const unreadable = (path: string): Folder => ({ ...empty, problems: [{ path, reason: "unreadable" }] })

const folderUrl = ({ rootUrl }: DavPlace, path: string): string =>
  path === "" ? rootUrl : `${rootUrl}${encodePath(path) ?? ""}/`

/**
 * What an answer about a folder holds; undefined when it does not speak of the folder itself, or says that it is none. What is neither that nor
 * right inside it is a lie or a mistake.
 */
const sortOut = (place: DavPlace, path: string, responses: ReadonlyArray<DavResponse>): Folder | undefined => {
  const entries: Array<Entry> = []
  const folders: Array<Folder["folders"][number]> = []
  const problems: Array<EntryProblem> = []
  let isTold = false
  const isInside = (at: string): boolean => at !== "" && folderOf(at) === path
  for (const response of responses) {
    const resource = toResource(place, response)
    if (resource.kind === "problem") problems.push(resource.problem)
    else if (resource.kind === "file" && isInside(resource.entry.path)) entries.push(resource.entry)
    else if (resource.kind === "folder" && isInside(resource.path))
      folders.push({ path: resource.path, revision: resource.revision ?? "", known: resource.revision !== undefined })
    else if (resource.kind === "folder" && resource.path === path) isTold = true
    else if (resource.kind !== "gone")
      problems.push({ path: resource.kind === "file" ? resource.entry.path : resource.path, reason: "outside-root" })
  }
  return isTold ? { entries, folders, problems } : undefined
}

/** A folder as it says it is now; undefined when the answer is none. One that says that it is not there fails as one that is not. */
const askFolder = ({ place, failing }: DavWalk, path: string): Effect.Effect<Folder | undefined, SourceError> =>
  Effect.flatMap(
    askProperties(place, { url: folderUrl(place, path), path, depth: 1, properties: entryProperties, failing }),
    ({ responses }) => {
      const own = responses.map((response) => toResource(place, response)).find((one) => one.kind === "gone" && one.path === path)
      if (own !== undefined) return Effect.fail(failing("not-found", "has no such folder", { path }))
      return Effect.succeed(sortOut(place, path, responses))
    }
  )

/** Is a folder that was not found one that its parent still names? A parent that went too is looked for at its own. */
const isStillNamed = (walk: DavWalk, path: string): Effect.Effect<boolean, SourceError> => {
  const parent = folderOf(path)
  return askFolder(walk, parent).pipe(
    // What cannot be told is not gone.
    Effect.map((folder) => folder === undefined || folder.folders.some((one) => one.path === path)),
    Effect.catch((error) => {
      if (parent !== "" && error.reason === "not-found") return isStillNamed(walk, parent)
      return parent !== "" && error.reason === "permission" ? Effect.succeed(true) : Effect.fail(error)
    })
  )
}

/** One folder. One that went meanwhile is empty, one that cannot be read is a problem; at the root both are failures. */
const readFolder = (walk: DavWalk, path: string): Effect.Effect<Folder, SourceError> => {
  if (path.split("/").length > deepest) return Effect.succeed(unreadable(path))
  const isRoot = path === ""
  return askFolder(walk, path).pipe(
    Effect.flatMap((folder) => {
      if (folder !== undefined) return Effect.succeed(folder)
      return isRoot
        ? Effect.fail(walk.failing("protocol", "answered with a listing that leaves out the folder at its address"))
        : Effect.succeed(unreadable(path))
    }),
    Effect.catch((error) => {
      if (!isRoot && error.reason === "permission") return Effect.succeed(unreadable(path))
      if (isRoot || error.reason !== "not-found") return Effect.fail(error)
      return Effect.map(isStillNamed(walk, path), (isNamed) => (isNamed ? unreadable(path) : empty))
    })
  )
}

/** The part of a list, in the order of paths, that lies below a folder: "0" is the character after "/". */
const below = <A extends { readonly path: string }>(sorted: ReadonlyArray<A>, folder: string): ReadonlyArray<A> => {
  const firstFrom = (path: string): number => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle]?.path ?? "") < path) low = middle + 1
      else high = middle
    }
    return low
  }
  return sorted.slice(firstFrom(`${folder}/`), firstFrom(`${folder}0`))
}

const byPath = <A extends { readonly path: string }>(all: ReadonlyArray<A>): ReadonlyArray<A> =>
  [...all].sort((left, right) => (left.path < right.path ? -1 : 1))

/** What was told last of folders that have not changed since. */
const makeTold = (last: Snapshot | undefined) => {
  const [entries, folders] = [byPath(last?.entries ?? []), byPath(last?.folders ?? [])]
  return (path: string) => ({ entries: below(entries, path), folders: below(folders, path), problems: [] })
}

/** The pages of some folders at once; the last is complete when nothing is left to look at. */
const toPages = (
  read: ReadonlyArray<Pick<Folder, "entries" | "problems"> & { readonly folders: ReadonlyArray<FolderState> }>,
  complete: boolean
) => {
  const entries = read.flatMap((folder) => folder.entries)
  const folders = read.flatMap((folder) => folder.folders)
  const problems = read.flatMap((folder) => folder.problems)
  const count = Math.max(1, Math.ceil(entries.length / maxPageEntries))
  return Array.from({ length: count }, (_, at): WalkPage => {
    const isLast = at === count - 1
    return {
      entries: entries.slice(at * maxPageEntries, (at + 1) * maxPageEntries),
      folders: isLast ? folders : [],
      problems: isLast ? problems : [],
      complete: isLast && complete
    }
  })
}

/** The whole tree in pages, as its folders are read. */
export const walkDav = (walk: DavWalk): Stream.Stream<WalkPage, SourceError> => {
  const { last, concurrency, from = "" } = walk
  const told = makeTold(last)
  const revisions = new Map(last?.folders.map((folder) => [folder.path, folder.revision]))
  return Stream.paginate([from], (waiting: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      const now = waiting.slice(-concurrency)
      const read = yield* Effect.forEach(now, (path) => readFolder(walk, path), { concurrency })
      const found = read.flatMap((folder) => folder.folders)
      const isUnchanged = ({ path, revision, known }: (typeof found)[number]): boolean =>
        known && revisions.get(path) === revision
      const skipped = found.filter(isUnchanged).map(({ path }) => told(path))
      const deeper = found.filter((folder) => !isUnchanged(folder)).map(({ path }) => path)
      const left = [...waiting.slice(0, -concurrency), ...deeper]
      const states = read.map((folder) => ({
        ...folder,
        folders: folder.folders.map(({ path, revision }) => ({ path, revision }))
      }))
      const pages = toPages([...states, ...skipped], left.length === 0)
      return [pages, left.length === 0 ? Option.none<ReadonlyArray<string>>() : Option.some(left)] as const
    })
  )
}
