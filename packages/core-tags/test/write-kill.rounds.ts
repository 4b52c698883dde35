/** The release id of a round, of another length each time, so that files grow and shrink. */
export const releaseOfRound = (round: number): string => `round-${round}-${"x".repeat((round * 37) % 150)}`

export const roundOf = (release: string): number => Number(/^round-(\d+)-x*$/.exec(release)?.[1] ?? Number.NaN)
