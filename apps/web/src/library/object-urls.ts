/** Addresses of blobs, of which only the last few stay valid: each keeps its blob alive until it is let go. */

export interface ObjectUrls {
  /** The address for `key`, made by `make` when there is none; undefined when there is nothing. */
  readonly get: (key: string, make: () => Promise<Blob | undefined>) => string | undefined | Promise<string | undefined>
  /** Lets go of all. */
  readonly clear: () => void
}

/** `kept`: how many stay valid, the last ones used. */
export const makeObjectUrls = (kept: number): ObjectUrls => {
  const known = new Map<string, string | undefined>()
  const making = new Map<string, Promise<string | undefined>>()
  const keep = (key: string, url: string | undefined): void => {
    known.set(key, url)
    for (const [oldest, old] of known) {
      if (known.size <= kept) return
      known.delete(oldest)
      if (old !== undefined) URL.revokeObjectURL(old)
    }
  }
  const makeOne = async (key: string, make: () => Promise<Blob | undefined>): Promise<string | undefined> => {
    try {
      const blob = await make()
      const url = blob === undefined ? undefined : URL.createObjectURL(blob)
      keep(key, url)
      return url
    } finally {
      making.delete(key)
    }
  }
  return {
    get: (key, make) => {
      if (known.has(key)) {
        const url = known.get(key)
        // Used last, so let go last.
        known.delete(key)
        known.set(key, url)
        return url
      }
      const asked = making.get(key) ?? makeOne(key, make)
      making.set(key, asked)
      return asked
    },
    clear: () => {
      for (const url of known.values()) if (url !== undefined) URL.revokeObjectURL(url)
      known.clear()
    }
  }
}
