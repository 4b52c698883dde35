/** What an unknown key was perhaps meant to be. */

/** The known key that is nearest to an unknown one, if it is near: a letter or two, or a hyphen for an underscore. */
export const nearestKey = (unknown: string, known: ReadonlyArray<string>): string | undefined => {
  const plain = plainKey(unknown)
  const most = Math.min(2, Math.floor(plain.length / 3))
  let best: { readonly key: string; readonly distance: number } | undefined
  for (const key of known) {
    const distance = editDistance(plain, plainKey(key))
    if (distance <= most && distance < (best?.distance ?? Infinity)) best = { key, distance }
  }
  return best?.key
}

const plainKey = (key: string): string => key.toLowerCase().replaceAll("-", "_")

/** How many letters must be added, taken away or changed to make one text of another (Levenshtein). */
const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
