/** Long lists of numbers, of which a few go and a few come. */

/** Those that are not among `gone`, in their order. */
export const withoutNumbers = (nos: Int32Array, gone: ReadonlyArray<number>): Int32Array => {
  const places = gone.map((no) => nos.indexOf(no)).filter((place) => place >= 0)
  if (places.length === 0) return nos
  const left = new Int32Array(nos.length - places.length)
  let from = 0
  for (const [i, place] of places.sort((a, b) => a - b).entries()) {
    left.set(nos.subarray(from, place), from - i)
    from = place + 1
  }
  left.set(nos.subarray(from), from - places.length)
  return left
}

/** Both lists as one. Each is in the order that `isBefore` tells; of two it is asked only when one is of `coming`. */
export const insertNumbers = (nos: Int32Array, coming: Int32Array, isBefore: (a: number, b: number) => boolean): Int32Array => {
  if (coming.length === 0) return nos
  const joined = new Int32Array(nos.length + coming.length)
  let from = 0
  for (const [i, no] of coming.entries()) {
    const place = placeOf(nos, from, (other) => isBefore(no, other))
    joined.set(nos.subarray(from, place), from + i)
    joined[place + i] = no
    from = place
  }
  joined.set(nos.subarray(from), from + coming.length)
  return joined
}

/** The first place from `from` on whose number it is before; the end when there is none. */
const placeOf = (nos: Int32Array, from: number, isBefore: (other: number) => boolean): number => {
  // What comes is often the newest: it is asked about the ends first.
  if (from === nos.length || isBefore(nos[from]!)) return from
  if (!isBefore(nos[nos.length - 1]!)) return nos.length
  let [low, high] = [from + 1, nos.length - 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBefore(nos[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}
