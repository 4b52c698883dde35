/** The few words that the site remembers between visits. Storage may be full or forbidden, which costs the memory and nothing else. */

const orNothing = <A>(use: () => A): A | undefined => {
  try {
    return use()
  } catch (error) {
    // What browsers refuse storage with, also the very look at it.
    if (error instanceof DOMException) return undefined
    throw error
  }
}

export const remembered = (key: string): string | undefined => orNothing(() => localStorage.getItem(key)) ?? undefined

export const remember = (key: string, value: string): void => orNothing(() => localStorage.setItem(key, value))

export const forget = (key: string): void => orNothing(() => localStorage.removeItem(key))
