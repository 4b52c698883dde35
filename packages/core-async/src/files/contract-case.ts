/** What the cases of the `Files` contract are written with. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type ContractCase, type ContractFixtures, ContractRoot } from "../contract.ts"
import { type FileError, type FileErrorReason, Files } from "./files.ts"

export interface Given {
  readonly files: Files["Service"]
  readonly directory: string
  readonly fixtures: ContractFixtures
}

export type FilesCase = ContractCase<Files | ContractRoot>

export const filesCase = (title: string, body: (given: Given) => Effect.Effect<void, unknown, Scope.Scope>): FilesCase => ({
  title,
  run: Effect.scoped(
    Effect.gen(function* () {
      const files = yield* Files
      const { directory, fixtures } = yield* ContractRoot
      yield* body({ files, directory, fixtures })
    })
  )
})

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
export const text = (content: Uint8Array): string => new TextDecoder().decode(content)

/** The effect fails, and for this reason. */
export const failsWith = <A>(effect: Effect.Effect<A, FileError>, reason: FileErrorReason): Effect.Effect<FileError> =>
  Effect.matchEffect(effect, {
    onFailure: (error) =>
      Effect.sync(() => {
        assert.strictEqual(error.reason, reason, error.message)
        return error
      }),
    onSuccess: (value) => Effect.die(new Error(`expected ${reason}, but it succeeded with ${JSON.stringify(value)}`))
  })
