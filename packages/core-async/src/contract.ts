/**
 * The shape of a port's contract: a list of cases that every driver, and the fake, passes on its own runtime.
 * Cases are data, so that they can run where no test runner does (a dedicated worker, which alone has OPFS's synchronous handles).
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** One promise of a port. `run` fails or dies when the driver breaks it. Titles begin with a requirement's id where one applies. */
export interface ContractCase<out R> {
  readonly title: string
  readonly run: Effect.Effect<void, unknown, R>
}

/**
 * What a case needs done behind the port's back, by the means of the runtime. Each group is there exactly where the capability
 * of the same meaning says so; the contract asserts that, so that a driver cannot drop cases by leaving a group out.
 */
export interface ContractFixtures {
  /** With `capabilities.links`. */
  readonly links:
    | {
        readonly symbolic: (target: string, path: string) => Effect.Effect<void>
        readonly hard: (existing: string, path: string) => Effect.Effect<void>
      }
    | undefined
  /** With `capabilities.attributes`. */
  readonly attributes:
    | {
        readonly setMode: (path: string, mode: number) => Effect.Effect<void>
        readonly mode: (path: string) => Effect.Effect<number>
        readonly setExtended: (path: string, name: string, value: string) => Effect.Effect<void>
        readonly extended: (path: string, name: string) => Effect.Effect<string | undefined>
        /** Takes away the right to list a directory, until the scope closes; also from an administrator. */
        readonly makeUnreadable: (directory: string) => Effect.Effect<void, never, Scope.Scope>
      }
    | undefined
  /** With `capabilities.byteNames`: makes an empty file whose name is these bytes. */
  readonly makeNamed: ((directory: string, name: Uint8Array) => Effect.Effect<void>) | undefined
  /** With `capabilities.times`: sets a file's time, microseconds since 1970. */
  readonly setModifiedAt: ((path: string, modifiedAtUs: number) => Effect.Effect<void>) | undefined
  /** Changes a file in place, as another program would. */
  readonly overwrite: (path: string, content: Uint8Array) => Effect.Effect<void>
  /** Takes a file away, as another program would, without waiting for anything where the system allows. */
  readonly unlink: (path: string) => Effect.Effect<void>
}

/** Where a case may work: an absolute path of an empty directory, made for this case alone and removed after it. */
export class ContractRoot extends Context.Service<
  ContractRoot,
  {
    readonly directory: string
    readonly fixtures: ContractFixtures
  }
>()("@deadwax/core-async/ContractRoot") {}
