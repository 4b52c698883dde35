/** `ContractRoot` on the origin private file system of a browser. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type ContractFixtures, ContractRoot } from "../../src/contract.ts"

const locate = async (path: string) => {
  const parts = path.split("/").filter((part) => part !== "")
  const name = parts.pop() ?? ""
  let directory = await navigator.storage.getDirectory()
  for (const part of parts) directory = await directory.getDirectoryHandle(part)
  return { directory, name }
}

const overwrite = async (path: string, content: Uint8Array): Promise<void> => {
  const { directory, name } = await locate(path)
  const file = await directory.getFileHandle(name, { create: true })
  const writable = await file.createWritable()
  await writable.write(content.slice())
  await writable.close()
}

const fixtures: ContractFixtures = {
  links: undefined,
  attributes: undefined,
  makeNamed: undefined,
  setModifiedAt: undefined,
  overwrite: (path, content) => Effect.promise(() => overwrite(path, content)),
  unlink: (path) => Effect.promise(() => locate(path).then(({ directory, name }) => directory.removeEntry(name)))
}

/** A directory of the origin, removed with all in it when the scope closes. */
export const layer = Layer.effect(
  ContractRoot,
  Effect.gen(function* () {
    const name = `contract-${crypto.randomUUID()}`
    const origin = yield* Effect.promise(() => navigator.storage.getDirectory())
    yield* Effect.acquireRelease(
      Effect.promise(() => origin.getDirectoryHandle(name, { create: true })),
      () => Effect.promise(() => origin.removeEntry(name, { recursive: true }))
    )
    return ContractRoot.of({ directory: `/${name}`, fixtures })
  })
)
