/** `ContractRoot` on a real disk, for Bun and Node. */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type ContractFixtures, ContractRoot } from "../../src/contract.ts"

const bun = fileURLToPath(new URL("../../../../node_modules/.bin/bun", import.meta.url))
const extendedScript = fileURLToPath(new URL("./extended-attributes.ts", import.meta.url))

/** Neither Bun nor Node reads extended attributes; Bun's foreign functions do, so both ask a small Bun program. */
const runExtended = (...parameters: ReadonlyArray<string>): string | undefined => {
  const { status, stdout, stderr } = spawnSync(bun, [extendedScript, ...parameters], { encoding: "utf8" })
  if (status === 0) return stdout
  if (status === 2) return undefined
  throw new Error(`extended-attributes ${parameters.join(" ")}: ${stderr}`)
}

const nobody = 65534

/** An administrator may list every directory, so one becomes nobody while the directory must not be readable. */
const makeUnreadable = (directory: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const mode = fs.statSync(directory).mode & 0o7777
      fs.chmodSync(directory, 0)
      const administrator = process.geteuid?.() === 0
      if (administrator) process.seteuid?.(nobody)
      return { mode, administrator }
    }),
    ({ mode, administrator }) =>
      Effect.sync(() => {
        if (administrator) process.seteuid?.(0)
        fs.chmodSync(directory, mode)
      })
  ).pipe(Effect.asVoid)

const byteNames = process.platform === "linux"

const fixtures: ContractFixtures = {
  links: {
    symbolic: (target, path) => Effect.sync(() => fs.symlinkSync(target, path)),
    hard: (existing, path) => Effect.sync(() => fs.linkSync(existing, path))
  },
  attributes: {
    setMode: (path, mode) => Effect.sync(() => fs.chmodSync(path, mode)),
    mode: (path) => Effect.sync(() => fs.statSync(path).mode & 0o7777),
    setExtended: (path, name, value) => Effect.sync(() => runExtended("set", path, name, value)),
    extended: (path, name) => Effect.sync(() => runExtended("get", path, name)),
    makeUnreadable
  },
  makeNamed: byteNames
    ? (directory, name) =>
        Effect.sync(() => fs.writeFileSync(Buffer.concat([Buffer.from(`${directory}/`), Buffer.from(name)]), new Uint8Array()))
    : undefined,
  setModifiedAt: (path, modifiedAtUs) =>
    Effect.sync(() => {
      // A negative number is taken for "now"; a date before 1970 is not.
      const time = modifiedAtUs < 0 ? new Date(modifiedAtUs / 1000) : modifiedAtUs / 1e6
      fs.utimesSync(path, time, time)
    }),
  overwrite: (path, content) => Effect.sync(() => fs.writeFileSync(path, content)),
  unlink: (path) => Effect.sync(() => fs.unlinkSync(path))
}

/** Node's `rmSync` follows names as text and leaves those that are not UTF-8; buffers reach all. */
const removeAll = (directory: Buffer): void => {
  for (const name of fs.readdirSync(directory, { encoding: "buffer" })) {
    const path = Buffer.concat([directory, Buffer.from("/"), name])
    if (fs.lstatSync(path).isDirectory()) removeAll(path)
    else fs.unlinkSync(path)
  }
  fs.rmdirSync(directory)
}

/** An empty directory below the system's temporary one, removed with all in it when the scope closes. */
export const layer = Layer.effect(
  ContractRoot,
  Effect.gen(function* () {
    const directory = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const path = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), "deadwax-contract-")))
        fs.chmodSync(path, 0o755)
        return path
      }),
      (path) => Effect.sync(() => removeAll(Buffer.from(path)))
    )
    return ContractRoot.of({ directory, fixtures })
  })
)
