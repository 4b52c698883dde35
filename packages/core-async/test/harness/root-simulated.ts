/** `ContractRoot` on the simulated disk. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type ContractFixtures, ContractRoot } from "../../src/contract.ts"
import { type Disk, type FileNode, locate, notify, SimulatedDisk, undecodable, unlink } from "../../src/files/memory-disk.ts"
import { makeDirectory } from "../../src/files/memory-write.ts"
import { escapeUndecodable } from "../../src/files/path.ts"

const makeFile = (): FileNode => ({
  kind: "file",
  data: new Uint8Array(),
  flushed: new Uint8Array(),
  modifiedAtUs: 0,
  mode: 0o644,
  names: 1,
  extended: new Map()
})

const fileAt = (disk: Disk, path: string): FileNode => {
  const { node } = locate(disk, "fixture", path, true)
  if (node?.kind !== "file") throw new Error(`no file at ${path}`)
  return node
}

const linksOf = (disk: Disk): ContractFixtures["links"] => ({
  symbolic: (target, path) =>
    Effect.sync(() => {
      const { parent, name } = locate(disk, "fixture", path, false)
      parent.entries.set(name, { kind: "link", target })
    }),
  hard: (existing, path) =>
    Effect.sync(() => {
      const { parent, name } = locate(disk, "fixture", path, false)
      const node = fileAt(disk, existing)
      node.names++
      parent.entries.set(name, node)
    })
})

const setUnreadable = (disk: Disk, path: string, unreadable: boolean): void => {
  const { node } = locate(disk, "fixture", path, true)
  if (node?.kind === "directory") node.unreadable = unreadable
}

const attributesOf = (disk: Disk): ContractFixtures["attributes"] => ({
  setMode: (path, mode) =>
    Effect.sync(() => {
      fileAt(disk, path).mode = mode
    }),
  mode: (path) => Effect.sync(() => fileAt(disk, path).mode),
  setExtended: (path, name, value) => Effect.sync(() => void fileAt(disk, path).extended.set(name, value)),
  extended: (path, name) => Effect.sync(() => fileAt(disk, path).extended.get(name)),
  makeUnreadable: (path) =>
    Effect.acquireRelease(
      Effect.sync(() => setUnreadable(disk, path, true)),
      () => Effect.sync(() => setUnreadable(disk, path, false))
    )
})

const fixturesOf = (disk: Disk): ContractFixtures => ({
  links: linksOf(disk),
  attributes: attributesOf(disk),
  makeNamed: (directory, bytes) =>
    Effect.sync(() => {
      const { node } = locate(disk, "fixture", directory, true)
      const escaped = escapeUndecodable(bytes)
      const key = escaped === undefined ? new TextDecoder().decode(bytes) : undecodable + escaped
      if (node?.kind === "directory") node.entries.set(key, makeFile())
    }),
  setModifiedAt: (path, modifiedAtUs) =>
    Effect.sync(() => {
      fileAt(disk, path).modifiedAtUs = modifiedAtUs
    }),
  overwrite: (path, content) =>
    Effect.sync(() => {
      const { parent, name, node } = locate(disk, "fixture", path, false)
      const file = node?.kind === "file" ? node : makeFile()
      file.data = content.slice()
      file.modifiedAtUs++
      notify(disk, path)
      parent.entries.set(name, file)
    }),
  unlink: (path) =>
    Effect.sync(() => {
      const { parent, name } = locate(disk, "fixture", path, false)
      unlink(parent, name)
    })
})

/** The disk with this directory on it; what a case keeps outside the port (its databases) is then below it for real. */
export const layerIn = <E, R>(directory: Effect.Effect<string, E, R>) =>
  Layer.effect(
    ContractRoot,
    Effect.gen(function* () {
      const disk = yield* SimulatedDisk
      const path = yield* directory
      makeDirectory(disk, path)
      return ContractRoot.of({ directory: path, fixtures: fixturesOf(disk) })
    })
  )

export const layer = layerIn(Effect.succeed("/contract"))
