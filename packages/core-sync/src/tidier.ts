/** Garbage of loops over a large catalog. */

const tidyEvery = 20_000

/**
 * To be told how many entries were gone through: what a phase makes of them is of no use once they are rows, and neither is what the scan before it
 * made. `collect`: CollectGarbage.
 */
export const tidier = (collect: () => void): ((entries: number) => void) => {
  let tidied = 0
  return (entries) => {
    if (entries - tidied < tidyEvery) return
    tidied = entries
    collect()
  }
}
