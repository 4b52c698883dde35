/** Changes that no test can notice, since the program does the same with them. Each with its reason; one that is not found any more fails. */

export interface Equivalent {
  readonly path: string
  /** The line's text, without the spaces around it. */
  readonly line: string
  readonly to: string
  readonly from: string
  readonly reason: string
}

export const equivalents: ReadonlyArray<Equivalent> = []
