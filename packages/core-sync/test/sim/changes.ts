/** Something that somebody does, at a source or here, at any moment. */
import { Files } from "@deadwax/core-async"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { contentBytes } from "../../src/simulated.ts"
import { directoryAt, filesBelow, signOf } from "./contents.ts"
import type { Change, SourceName } from "./operations.ts"
import { root, type SimWorld } from "./sim-world.ts"

const minuteMs = 60_000

type ChangeThere = Extract<Change, { readonly at: SourceName }>
type ChangeHere = Extract<Change, { readonly at: "here" }>

/** What a source has at a path. */
export const signAt = ({ remotes }: SimWorld, at: SourceName, path: string): string | undefined => {
  const file = remotes[at].fileAt(path)
  return file === undefined ? undefined : signOf(contentBytes(file.content))
}

const move = (world: SimWorld, at: SourceName, from: string, to: string): void => {
  const { remotes, contents, settings } = world
  const sign = signAt(world, at, from)
  if (sign === undefined || from === to) return
  for (const path of [from, to]) contents.everGone.add(`${at} ${path}`)
  // Where ids are paths nothing tells that it is the same file: what lies here by its old name may stay.
  if (!remotes[at].capabilities.stableIds && settings.policies[at].removed === "keep") contents.loose.add(sign)
  remotes[at].move(from, to)
}

const changeThere = (world: SimWorld, change: ChangeThere): void => {
  const { contents } = world
  const { at } = change
  const remote = world.remotes[at]
  switch (change.do) {
    case "put":
      remote.put(change.path, contents.make(change.content, change.path).bytes)
      return
    case "move":
      move(world, at, change.path, change.to)
      return
    case "expire-cursors":
      remote.expireCursors()
      return
    case "remove":
      contents.everGone.add(`${at} ${change.path}`)
      remote.remove(change.path)
      return
    case "remove-folder":
      for (const id of remote.ids()) contents.everGone.add(`${at} ${remote.file(id)?.path}`)
      remote.removeFolder(change.path)
  }
}

/** A person's own disk is not full, and what they did survives whatever comes. */
const onDisk = <A>({ services, disk, clock }: SimWorld, use: (files: Files["Service"]) => Effect.Effect<A, unknown>): A => {
  const { freeBytes } = disk.faults
  disk.faults.freeBytes = Number.POSITIVE_INFINITY
  const done = Effect.runSync(Effect.provideService(use(Context.get(services, Files)), Clock.Clock, clock))
  disk.faults.freeBytes = freeBytes
  return done
}

const write = (world: SimWorld, path: string, number: number): void => {
  const { bytes, sign } = world.contents.make(number, path)
  world.contents.precious.add(sign)
  const absolute = `${root}/${path}`
  world.clock.pass(1)
  onDisk(world, (files) =>
    Effect.andThen(files.makeDirectory(absolute.slice(0, absolute.lastIndexOf("/"))), files.writeAtomic(absolute, bytes))
  )
}

const remove = (world: SimWorld, path: string): void => {
  const absolute = `${root}/${path}`
  onDisk(world, (files) => files.remove(absolute))
  const slash = absolute.lastIndexOf("/")
  directoryAt(world.disk, absolute.slice(0, slash))?.flushed.delete(absolute.slice(slash + 1))
}

const changeHere = (world: SimWorld, change: ChangeHere, isBetweenSyncs: boolean): void => {
  const { contents } = world
  const directory = directoryAt(world.disk, root)
  // The disk is away.
  if (directory === undefined || directory.entries.size === 0) return
  const files = filesBelow(directory)
  const [path, node] = change.do === "put" ? [change.path, files.get(change.path)] : ([...files][change.nth % files.size] ?? [])
  if (path === undefined || (node === undefined && change.do !== "put")) return
  const sign = node === undefined ? undefined : signOf(node.data)
  if (change.do === "move") {
    const to = `${change.to}${path.slice(path.lastIndexOf("."))}`
    // A scan takes a new directory whose files have ids for a copy in progress, and leaves it alone for a minute.
    if (isBetweenSyncs) world.clock.pass(minuteMs)
    if (sign !== undefined) contents.moved.add(sign)
    // What was never seen here, or is no track, is another file by another name.
    const isTrack = isBetweenSyncs && world.isKnown && path.endsWith(".mp3")
    if (sign !== undefined && !(isTrack && !world.undecided.has(sign))) contents.loose.add(sign)
    onDisk(world, ({ makeDirectory, rename }) =>
      Effect.andThen(makeDirectory(`${root}/moved`), rename(`${root}/${path}`, `${root}/${to}`))
    )
    return
  }
  if (sign !== undefined) contents.precious.delete(sign)
  if (change.do === "remove") remove(world, path)
  else write(world, path, change.content)
}

/** Does it. What is not there is left. `isBetweenSyncs`: no program is at work. */
export const makeChange = (world: SimWorld, change: Change, isBetweenSyncs: boolean): void => {
  world.log.push(`  ${isBetweenSyncs ? "" : "meanwhile "}${JSON.stringify(change)}`)
  if (change.at === "here") changeHere(world, change, isBetweenSyncs)
  else changeThere(world, change)
}
