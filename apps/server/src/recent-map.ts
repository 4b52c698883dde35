/** A map that keeps the most recently used entries: memory that cannot grow with what strangers ask for. */

export interface RecentMap<K, V> {
  readonly get: (key: K) => V | undefined
  readonly set: (key: K, value: V) => void
  readonly delete: (key: K) => void
}

/** At most `most` entries; a value that was read or written last goes last. */
export const recentMap = <K, V>(most: number): RecentMap<K, V> => {
  // A Map keeps the order in which keys were put in, so the first one is the one not used for longest.
  const entries = new Map<K, V>()
  const put = (key: K, value: V) => {
    entries.delete(key)
    entries.set(key, value)
    if (entries.size > most) for (const oldest of entries.keys()) return void entries.delete(oldest)
  }
  return {
    get: (key) => {
      const value = entries.get(key)
      if (value !== undefined) put(key, value)
      return value
    },
    set: put,
    delete: (key) => void entries.delete(key)
  }
}
