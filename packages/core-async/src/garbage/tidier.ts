/** Garbage of loops over much. */

/**
 * To be told how many things were gone through so far: what a phase makes of them is of no use once they are rows, and neither is what the one before it
 * made. `collect`: CollectGarbage; `every`: after so many of them.
 */
export const tidier = (collect: () => void, every = 20_000): ((soFar: number) => void) => {
  let tidied = 0
  return (soFar) => {
    if (soFar - tidied < every) return
    tidied = soFar
    collect()
  }
}
