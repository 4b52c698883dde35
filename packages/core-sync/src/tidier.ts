/** Garbage of loops over a large catalog. */

/**
 * To be told how many entries were gone through: what a phase makes of them is of no use once they are rows, and neither is what the scan before it
 * made. `collect`: CollectGarbage; `every`: after so many entries.
 */
export const tidier = (collect: () => void, every = 20_000): ((entries: number) => void) => {
  let tidied = 0
  return (entries) => {
    if (entries - tidied < every) return
    tidied = entries
    collect()
  }
}
