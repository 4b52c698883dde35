/** What a person let go before it was asked about, as numbers. */

export interface Consents {
  /** Let a large part of the source's items be gone (I5); a number: as many at most, and ask again about more. */
  readonly allowRemoval?: boolean | number
  /** Let a large part of all entries of playlists move, or as many at most. Absent: as `allowRemoval` says, unless that is a number, which speaks of items. */
  readonly allowMoves?: boolean | number
}

const mostOf = (allowed: boolean | number): number =>
  typeof allowed === "number" ? allowed : allowed ? Number.POSITIVE_INFINITY : 0

/** How many items may be gone, and how many entries of playlists may move. */
export const consentsOf = ({ allowRemoval = false, allowMoves = allowRemoval === true }: Consents) => ({
  mostRemovals: mostOf(allowRemoval),
  mostMoves: mostOf(allowMoves)
})
