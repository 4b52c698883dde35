/** Changing the disk in memory, in the same steps as a real one, so that a crash between any two can be acted out. */
import * as Effect from "effect/Effect"
import { attemptFile } from "./answer.ts"
import { FileError, type FileInfo, type OpenFile, type Spliced, type WriteOptions } from "./files.ts"
import {
  type Disk,
  type FileNode,
  fail,
  find,
  flushDirectory,
  locate,
  makeDirectoryNode,
  notify,
  type Place,
  SimulatedCrash,
  unlink,
  type WriteStep
} from "./memory-disk.ts"
import { openFile, useFile } from "./memory-read.ts"
import { checkPath, isWithin, joinPath, nameOf, parentOf, temporaryNameOf } from "./path.ts"

interface Pending {
  readonly disk: Disk
  readonly path: string
  readonly place: Place
  readonly temporary: string
  readonly node: FileNode
  /** The original as it was looked at. */
  readonly before: { readonly node: FileNode; readonly data: Uint8Array; readonly modifiedAtUs: number } | undefined
}

export const reach = ({ faults }: Disk, step: WriteStep): void => {
  if (faults.crashBefore !== step) return
  faults.stopped = true
  throw new SimulatedCrash(`before ${step}`)
}

const refuse = (reason: FileError["reason"], path: string): never => fail(reason, "writeAtomic", path)

const checkReplaceable = ({ node }: Place, path: string, expected: WriteOptions["expected"]): FileNode | undefined => {
  if (node === undefined) return expected ? refuse("changed", path) : undefined
  if (node.kind === "directory") return refuse("is-a-directory", path)
  if (node.kind === "link" || node.names > 1) return refuse("linked", path)
  if (expected === null) return refuse("exists", path)
  if (expected && (node.data.length !== expected.sizeBytes || node.modifiedAtUs !== expected.modifiedAtUs))
    return refuse("changed", path)
  return (node.mode & 0o222) === 0 ? refuse("read-only", path) : node
}

export const spend = ({ faults }: Disk, sizeBytes: number, path: string): void => {
  if (sizeBytes > faults.freeBytes) {
    faults.freeBytes = 0
    refuse("full", path)
  }
  faults.freeBytes -= sizeBytes
}

const prepare = (disk: Disk, given: string, options: WriteOptions, nowUs: number): Pending => {
  const path = checkPath("writeAtomic", given)
  const place = locate(disk, "writeAtomic", path, false)
  const temporary = temporaryNameOf(place.name)
  unlink(place.parent, temporary)
  const original = checkReplaceable(place, path, options.expected)
  reach(disk, "create")
  const modifiedAtUs = original === undefined ? nowUs : Math.max(nowUs, original.modifiedAtUs + 1)
  const node: FileNode = {
    kind: "file",
    data: new Uint8Array(),
    flushed: new Uint8Array(),
    modifiedAtUs,
    mode: original?.mode ?? 0o644,
    names: 1,
    extended: new Map(original?.extended)
  }
  place.parent.entries.set(temporary, node)
  const before = original && { node: original, data: original.data, modifiedAtUs: original.modifiedAtUs }
  return { disk, path, place, temporary, node, before }
}

/** The pieces as one; a disk in memory holds them anyway. */
const assemble = ({ sizeBytes, pieces }: Spliced, original: OpenFile): Uint8Array => {
  const whole = new Uint8Array(sizeBytes)
  let at = 0
  for (const piece of pieces(original)) {
    const length = piece instanceof Uint8Array ? piece.length : piece.to - piece.from
    if (piece instanceof Uint8Array) whole.set(piece, at)
    else if (original.read(whole.subarray(at, at + length), piece.from) < length) refuse("changed", original.path)
    at += length
  }
  if (at !== sizeBytes) throw new RangeError(`pieces of ${at} bytes where ${sizeBytes} were announced`)
  return whole
}

const fill = ({ disk, path, node }: Pending, content: Uint8Array): void => {
  reach(disk, "write")
  spend(disk, content.length, path)
  node.data = content
  reach(disk, "flush")
  node.flushed = node.data
}

const abandon = ({ place, temporary, node }: Pending): void => {
  if (place.parent.entries.get(temporary) === node) unlink(place.parent, temporary)
}

const isUnchanged = ({ place, before }: Pending): boolean => {
  const now = place.parent.entries.get(place.name)
  if (before === undefined || now === undefined || now.kind !== "file") return now === before?.node
  return now === before.node && now.data === before.data && now.modifiedAtUs === before.modifiedAtUs && now.names === 1
}

const commit = (pending: Pending): FileInfo => {
  const { disk, path, place, temporary, node, before } = pending
  if (!isUnchanged(pending)) refuse(before === undefined ? "exists" : "changed", path)
  if (place.parent.entries.get(temporary) !== node) refuse("busy", path)
  reach(disk, "rename")
  place.parent.entries.delete(temporary)
  place.parent.entries.set(place.name, node)
  reach(disk, "flush-directory")
  flushDirectory(place.parent)
  notify(disk, path)
  return { kind: "file", sizeBytes: node.data.length, modifiedAtUs: node.modifiedAtUs, linked: false }
}

const verified = (pending: Pending, verify: WriteOptions["verify"], original?: OpenFile): Effect.Effect<void, FileError> =>
  Effect.suspend(() => {
    const { disk, path, temporary } = pending
    reach(disk, "verify")
    if (verify === undefined) return Effect.void
    const opened = () => openFile(disk, "writeAtomic", joinPath(parentOf(path), temporary), path)
    return Effect.flatMap(
      useFile(opened, (file) => verify(file, original)),
      (good) => attemptFile(() => (good ? undefined : refuse("refused", path)))
    )
  })

const fillAndVerify = (pending: Pending, content: Uint8Array | Spliced, verify: WriteOptions["verify"]) => {
  if (content instanceof Uint8Array) {
    return Effect.andThen(
      attemptFile(() => fill(pending, content.slice())),
      verified(pending, verify)
    )
  }
  return useFile(
    () => openFile(pending.disk, "writeAtomic", content.of ?? pending.path),
    (original) =>
      Effect.andThen(
        attemptFile(() => fill(pending, assemble(content, original))),
        verified(pending, verify, original)
      )
  )
}

/** After a simulated crash nobody is there to tidy up. */
const isAlive = ({ disk }: Pending): boolean => !disk.faults.stopped

export const writeAtomic = (
  disk: Disk,
  underWay: Set<string>,
  options: { readonly path: string; readonly content: Uint8Array | Spliced; readonly write: WriteOptions; readonly nowUs: number }
): Effect.Effect<FileInfo, FileError> =>
  Effect.acquireUseRelease(
    attemptFile(() => (underWay.has(options.path) ? refuse("busy", options.path) : underWay.add(options.path))),
    () =>
      Effect.acquireUseRelease(
        attemptFile(() => prepare(disk, options.path, options.write, options.nowUs)),
        (pending) =>
          Effect.andThen(
            fillAndVerify(pending, options.content, options.write.verify),
            attemptFile(() => commit(pending))
          ),
        (pending) => Effect.sync(() => isAlive(pending) && abandon(pending))
      ),
    () => Effect.sync(() => underWay.delete(options.path))
  )

export const makeDirectory = (disk: Disk, given: string): void => {
  let path = ""
  const parts = checkPath("makeDirectory", given)
    .split("/")
    .filter((part) => part !== "")
  for (const [index, part] of parts.entries()) {
    path = `${path}/${part}`
    const place = locate(disk, "makeDirectory", path, true)
    if (place.node?.kind === "directory") continue
    if (place.node !== undefined) fail(index === parts.length - 1 ? "exists" : "not-a-directory", "makeDirectory", given)
    place.parent.entries.set(place.name, makeDirectoryNode())
    flushDirectory(place.parent)
    notify(disk, path)
  }
}

export const remove = (disk: Disk, given: string): void => {
  const place = find(disk, "remove", checkPath("remove", given), false)
  if (place?.node === undefined) return
  if (place.node.kind === "directory" && place.node.entries.size > 0) fail("not-empty", "remove", given)
  unlink(place.parent, place.name)
  notify(disk, place.path)
}

export const rename = (disk: Disk, from: string, to: string, flush = true): void => {
  const source = locate(disk, "rename", checkPath("rename", from), false)
  const { node } = source
  if (node === undefined) throw new FileError({ reason: "not-found", operation: "rename", path: from })
  const target = locate(disk, "rename", checkPath("rename", to), false)
  // Two names of one file: a rename that was cut off between them, which is completed.
  const isCutOff = node.kind === "file" && target.node === node && source.path !== target.path
  const isRespelled = disk.faults.ignoresCase && source.path === target.path && nameOf(from) !== nameOf(to)
  if (isCutOff) node.names--
  else if (target.node !== undefined && !isRespelled) fail("exists", "rename", to)
  if (node.kind === "directory" && !isRespelled && isWithin(source.path, target.path)) fail("name", "rename", to)
  source.parent.entries.delete(source.name)
  target.parent.entries.set(isRespelled ? nameOf(to) : target.name, node)
  if (flush || source.parent !== target.parent) {
    flushDirectory(target.parent)
    flushDirectory(source.parent)
  }
  notify(disk, source.path)
  notify(disk, target.path)
}
