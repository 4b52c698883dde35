/** Whether being interrupted is how the command is meant to end: a server runs until somebody stops it, and that is no failure. */
import * as Context from "effect/Context"

export interface EndingShape {
  /** From now on an interruption ends the command with 0. */
  readonly expect: () => void
  readonly isExpected: () => boolean
}

export class Ending extends Context.Service<Ending, EndingShape>()("@deadwax/cli/Ending") {}

export const makeEnding = (): EndingShape => {
  let isExpected = false
  return {
    expect: () => {
      isExpected = true
    },
    isExpected: () => isExpected
  }
}
