/** How much of the long counts (kills, random lives, seeds) a test runs. */

/** DEADWAX_COUNT_SCALE: the share of the whole, 0.1 in the check and 1 in a soak. */
export const countScale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")

const isBun = process.versions.bun !== undefined

/**
 * The share of what no runtime has a say in: pure functions, and lives on the simulated runtime. Bun runs the share that is asked for. On Node an
 * ordinary run takes a fifth of that, which tells whether anything differs there at all; a soak runs the whole there too.
 */
export const countScaleAnywhere = isBun || countScale >= 1 ? countScale : countScale / 5
