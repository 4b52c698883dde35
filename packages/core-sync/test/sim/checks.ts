/** What must hold in a simulated life: after every sync, and once all has come together. */
import type { Database } from "@deadwax/core-async"
import { assert } from "chai"
import * as Exit from "effect/Exit"
import { type CatalogItem, listItems } from "../../src/index.ts"
import { contentBytes } from "../../src/simulated.ts"
import { directoryAt, type FileNode, filesBelow, signOf } from "./contents.ts"
import { type SourceName, sourceNames } from "./operations.ts"
import type { Synced } from "./perform.ts"
import { root, type SimWorld } from "./sim-world.ts"

/** The library's files that have a name of their own, by path. */
export const filesHere = ({ disk }: SimWorld): ReadonlyMap<string, FileNode> => {
  const directory = directoryAt(disk, root)
  return directory === undefined ? new Map() : filesBelow(directory)
}

const filesInTrash = ({ disk }: SimWorld): ReadonlyMap<string, FileNode> => {
  const directory = directoryAt(disk, `${root}/.deadwax/trash`)
  return directory === undefined ? new Map() : filesBelow(directory)
}

const signsOf = (files: ReadonlyMap<string, FileNode>): ReadonlyArray<string> =>
  [...files.values()].map(({ data }) => signOf(data))

/** Whatever the user made and did not take away is here or in the trash (I4). */
const checkPrecious = (world: SimWorld): void => {
  const { precious, nameOf } = { ...world.contents, nameOf: (sign: string) => world.contents.nameOf(sign) }
  const held = new Set([...signsOf(filesHere(world)), ...signsOf(filesInTrash(world))])
  for (const sign of precious) assert.isTrue(held.has(sign), `${nameOf(sign)} of the user's is lost`)
}

/** Nothing in part has a name of its own, and nothing had one meanwhile (C10). */
const checkWhole = (world: SimWorld): void => {
  for (const [path, node] of filesHere(world)) world.contents.checkWhole(path, node)
  assert.deepEqual([...world.contents.torn], [], "something in part has a name of its own")
}

/** What goes from here had gone from its source (Y15). */
const checkRemovals = ({ contents }: SimWorld, name: SourceName, { events }: Synced): void => {
  for (const event of events)
    if (event.kind === "item" && event.outcome === "deleted")
      assert.isTrue(contents.everGone.has(`${name} ${event.path}`), `${event.path} is taken away and was never gone from ${name}`)
}

/** A program that lives tells one beginning and one end, and the end is what is stored (Y11). */
const checkTold = ({ program, exit, events, job }: Synced): void => {
  if (program.isDead) return
  if (Exit.isFailure(exit)) {
    const defect = exit.cause.reasons.find((reason) => reason._tag === "Die")
    if (defect !== undefined) throw defect.defect
  }
  const started = events.filter(({ kind }) => kind === "started")
  const ends = events.flatMap((event) => (event.kind === "ended" ? [event] : []))
  assert.deepEqual([started.length, ends.length], started.length === 0 ? [0, 0] : [1, 1], "one beginning and one end")
  const [end] = ends
  const done = events.flatMap((event) => (event.kind === "item" ? [event.done] : []))
  assert.deepEqual(
    done,
    done.toSorted((a, b) => a - b),
    "progress never falls"
  )
  if (end === undefined || job === undefined) return
  assert.deepEqual([job.status, job.stats], [end.status, end.stats], "the end that was told is the one that is stored")
  const { items, pending, added, updated, deleted, skipped, failed } = end.stats
  assert.strictEqual(pending + added + updated + deleted + skipped + failed, items)
  assert.strictEqual(Exit.isSuccess(exit), end.status === "completed")
  if (end.status === "completed") assert.strictEqual(pending, 0)
}

/** After every sync, however it ended. */
export const checkAfterSync = (world: SimWorld, name: SourceName, synced: Synced): void => {
  checkTold(synced)
  checkPrecious(world)
  checkWhole(world)
  checkRemovals(world, name, synced)
}

/**
 * After a sync that came to its end undisturbed: what is downloaded lies where the catalog says, and what lies nowhere is not (C2). Of another source a
 * job that died may still hold items, which its own next one frees.
 */
export const checkInStep = (database: Database, world: SimWorld, synced: SourceName): void => {
  const files = filesHere(world)
  for (const name of sourceNames)
    for (const { path, status, localPath } of listItems(database, world.numbers[name])) {
      if (status === "downloading" && name !== synced) continue
      assert.strictEqual(status === "downloaded", localPath !== null, `${name}: ${path} is ${status}, at ${localPath}`)
      if (localPath !== null)
        assert.isTrue(files.has(localPath), `${name}: ${path} is downloaded, and nothing lies at ${localPath}`)
      assert.notStrictEqual(status, "downloading", `${name}: nobody works on ${path} any more`)
    }
}

/** Rows that every sync writes: jobs with their work, cursors and locks. */
const ofEachSync = new Set(["sync_jobs", "work_items", "cursors", "locks", "scans"])

const tablesOf = (database: Database): ReadonlyArray<string> =>
  database
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name")
    .values()
    .map(([name]) => String(name))
    .filter((name) => !ofEachSync.has(name))

/** All that a sync remembers, and every file with its time. */
export const everything = (database: Database, { disk }: SimWorld): string => {
  const rows = tablesOf(database).map(
    (table) => `${table}: ${JSON.stringify(database.prepare(`select * from ${table}`).values())}`
  )
  const directory = directoryAt(disk, root)
  const files = directory === undefined ? [] : [...filesBelow(directory, () => true)]
  return [...rows, ...files.map(([path, { data, modifiedAtUs }]) => `${path} ${data.length} ${modifiedAtUs}`)].join("\n")
}

/** Rows that a sync wrote besides its own, by table. */
export const writtenBy = ({ program }: Synced): ReadonlyArray<readonly [table: string, rows: number]> =>
  [...program.written].filter(([table]) => !ofEachSync.has(table))

/** It had nothing to do, and wrote no row but its own. `mayLook`: what was deleted here and is left so is looked at each time. */
export const checkQuiet = (synced: Synced, mayLook: boolean): void => {
  assert.deepEqual(writtenBy(synced), [], "a sync with nothing to do writes rows")
  const { exit } = synced
  if (!Exit.isSuccess(exit)) throw new Error("a sync in calm weather is not completed")
  const { items, skipped } = exit.value.stats
  assert.strictEqual(items - (mayLook ? skipped : 0), 0, "something is left to do")
}

const isConflict = (path: string): boolean => path.includes("(conflict, ")

/** Nothing is here twice, but for copies of conflicts, which are the user's, and for what nobody can tell to be one. */
const checkOnce = (world: SimWorld): void => {
  const seen = new Map<string, string>()
  for (const [path, { data }] of filesHere(world)) {
    const sign = signOf(data)
    // A new directory is left alone for a minute, which is a year where the clock was set back.
    const isLeftAlone = world.clock.wasSetBack && world.contents.moved.has(sign)
    if (isConflict(path) || isLeftAlone || world.contents.loose.has(sign)) continue
    assert.isFalse(seen.has(sign), `${world.contents.nameOf(sign)} is here twice: ${seen.get(sign)} and ${path}`)
    seen.set(sign, path)
  }
}

/** What a source has is here, as it is there, or as the user changed it; or what was here first stays in its place, as the policy wants. */
const checkItem = (world: SimWorld, name: SourceName, item: CatalogItem, files: ReadonlyMap<string, FileNode>): void => {
  const { remotes, settings, contents } = world
  const file = remotes[name].file(item.remoteId)
  assert.strictEqual(item.path, file?.path, `${name} has ${item.path} by another name`)
  if (item.status === "missing" && settings.policies[name].deletedHere === "leave") return
  assert.deepEqual([item.status, item.localRevision], ["downloaded", file?.revision ?? null], `${name}: ${item.path}`)
  const node = files.get(item.localPath ?? "")
  if (node === undefined) throw new Error(`${name}: ${item.path} is not at ${item.localPath}`)
  const [here, there] = [signOf(node.data), signOf(contentBytes(file?.content ?? new Uint8Array()))]
  const isBeside = signsOf(files).includes(there) || settings.policies[name].conflicts === "prefer-local"
  assert.isTrue(
    here === there || contents.precious.has(here) || isBeside,
    `${name}: ${item.path} is ${contents.nameOf(there)}, and at ${item.localPath} is ${contents.nameOf(here)}`
  )
}

const pathsOf = (world: SimWorld, name: SourceName): ReadonlyArray<string> =>
  world.remotes[name]
    .ids()
    .map((id) => world.remotes[name].file(id)?.path ?? "")
    .sort()

/** What lies here and came from a source that lets go of what it has no more is what it has, or the user's own by what they did. */
const checkMirrored = (world: SimWorld): void => {
  const { settings, contents, remotes } = world
  if (sourceNames.some((name) => settings.policies[name].removed === "keep")) return
  const there = new Set(
    sourceNames.flatMap((name) =>
      remotes[name].ids().map((id) => signOf(contentBytes(remotes[name].file(id)?.content ?? new Uint8Array())))
    )
  )
  for (const [path, { data }] of filesHere(world)) {
    const sign = signOf(data)
    const isOurs = contents.precious.has(sign) || contents.loose.has(sign) || isConflict(path)
    assert.isTrue(isOurs || there.has(sign), `${path} is ${contents.nameOf(sign)}, which no source has`)
  }
}

/** All has come together: the library holds what the sources have, under the policies. */
export const checkConverged = (database: Database, world: SimWorld): void => {
  for (const table of ["begun_changes", "downloads"])
    assert.deepEqual(database.prepare(`select * from ${table}`).all(), [], "something is left half done")
  const files = filesHere(world)
  for (const name of sourceNames) {
    const items = listItems(database, world.numbers[name]).filter(({ deletedAtUs }) => deletedAtUs === null)
    assert.deepEqual(items.map(({ path }) => path).sort(), pathsOf(world, name))
    for (const item of items) checkItem(world, name, item, files)
  }
  checkOnce(world)
  checkMirrored(world)
  checkPrecious(world)
  checkWhole(world)
}
