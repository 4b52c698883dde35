/** The separators of the library format: ` \\ ` (two backslashes), ` / `, `;` with one optional space after it, ` vs. `. */
const separator = / \\\\ | \/ |; ?| vs\. /

/** Puts several values into the one string that the grammar reads; `splitValues` takes it apart again. */
export const valueJoiner = " \\\\ "

/** The parts of a value, trimmed, without empty ones, in order, each once. */
export const splitValues = (value: string): ReadonlyArray<string> => (value === "" ? [] : dedupe(value.split(separator)))

/** `splitValues` over several values: the parts of all, each once. */
export const splitAll = (values: ReadonlyArray<string>): ReadonlyArray<string> =>
  dedupe(values.flatMap((value) => value.split(separator)))

/** Trimmed, without empty ones, each once, in the order of first appearance. */
export const dedupe = (values: ReadonlyArray<string>): ReadonlyArray<string> => {
  if (values.length < 2) {
    const only = values[0]?.trim() ?? ""
    return only === "" ? [] : [only]
  }
  const seen = new Set<string>()
  for (const value of values) {
    const trimmed = value.trim()
    if (trimmed !== "") seen.add(trimmed)
  }
  return [...seen]
}
