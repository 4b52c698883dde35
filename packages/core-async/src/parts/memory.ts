/** Parts on the disk in memory: what was not flushed is lost in a crash, and writing can be struck by one, or find no room. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { attemptFile } from "../files/answer.ts"
import { type Disk, type FileNode, fail, flushDirectory, locate, type Place, SimulatedDisk } from "../files/memory-disk.ts"
import { reach, spend } from "../files/memory-write.ts"
import { checkPath } from "../files/path.ts"
import { makeClaims } from "./claims.ts"
import { type Part, Parts } from "./parts.ts"

const operation = "openPart"

interface Opened {
  readonly disk: Disk
  readonly path: string
  readonly place: Place
  readonly node: FileNode
}

const makeNode = (nowUs: number): FileNode => ({
  kind: "file",
  data: new Uint8Array(),
  flushed: new Uint8Array(),
  modifiedAtUs: nowUs,
  mode: 0o644,
  names: 1,
  extended: new Map()
})

const openCut = (disk: Disk, path: string, keepBytes: number, nowUs: number): Opened => {
  const place = locate(disk, operation, path, false)
  const { node } = place
  if (node?.kind === "directory") return fail("is-a-directory", operation, path)
  if (node !== undefined && (node.kind === "link" || node.names > 1)) return fail("linked", operation, path)
  if (node !== undefined) {
    node.data = node.data.slice(0, keepBytes)
    return { disk, path, place, node }
  }
  reach(disk, "create")
  const made = makeNode(nowUs)
  place.parent.entries.set(place.name, made)
  return { disk, path, place, node: made }
}

const append = ({ disk, path, node }: Opened, bytes: Uint8Array, nowUs: number): void => {
  reach(disk, "write")
  spend(disk, bytes.length, path)
  const longer = new Uint8Array(node.data.length + bytes.length)
  longer.set(node.data)
  longer.set(bytes, node.data.length)
  node.data = longer
  node.modifiedAtUs = Math.max(nowUs, node.modifiedAtUs)
}

const flush = ({ disk, place, node }: Opened): void => {
  reach(disk, "flush")
  node.flushed = node.data
  reach(disk, "flush-directory")
  flushDirectory(place.parent)
}

const nowUs: Effect.Effect<number> = Effect.map(Clock.currentTimeNanos, (nanos) => Number(nanos / 1000n))

const toPart = (opened: Opened): Part => ({
  sizeBytes: () => opened.node.data.length,
  append: (bytes) => Effect.flatMap(nowUs, (now) => attemptFile(() => append(opened, bytes, now))),
  flush: () => attemptFile(() => flush(opened))
})

const make = (disk: Disk): Parts["Service"] => {
  const claim = makeClaims()
  return Parts.of({
    open: (given, keepBytes) =>
      Effect.gen(function* () {
        const path = yield* attemptFile(() => checkPath(operation, given))
        yield* claim(path)
        const now = yield* nowUs
        return toPart(yield* attemptFile(() => openCut(disk, path, keepBytes, now)))
      }),
    freeBytes: (directory) =>
      attemptFile(() => {
        if (locate(disk, "freeBytes", directory, true).node === undefined) return fail("not-found", "freeBytes", directory)
        return Number.isFinite(disk.faults.freeBytes) ? disk.faults.freeBytes : undefined
      })
  })
}

export const layer: Layer.Layer<Parts, never, SimulatedDisk> = Layer.effect(Parts, Effect.map(SimulatedDisk, make))
