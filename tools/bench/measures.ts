/** Everything that was measured, by name, in the order in which it was: samples of one unit each. */
import { appendFileSync } from "node:fs"

export type Unit = "ms" | "MB" | "KB" | "bytes" | "count" | "ratio"

export interface Measure {
  readonly unit: Unit
  readonly samples: ReadonlyArray<number>
}

export class Measures {
  readonly #byName = new Map<string, { readonly unit: Unit; readonly samples: Array<number> }>()

  add(name: string, unit: Unit, ...samples: ReadonlyArray<number>): void {
    const known = this.#byName.get(name)
    if (known === undefined) this.#byName.set(name, { unit, samples: [...samples] })
    else known.samples.push(...samples)
  }

  get(name: string): Measure | undefined {
    return this.#byName.get(name)
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  /** Takes all of another's. */
  addAll(other: Measures): void {
    for (const [name, { unit, samples }] of other.entries()) this.add(name, unit, ...samples)
  }

  entries(): ReadonlyArray<readonly [name: string, measure: Measure]> {
    return [...this.#byName]
  }
}

/** One line of what a program tells that measures a part by itself. */
interface Told {
  readonly name: string
  readonly unit: Unit
  readonly samples: ReadonlyArray<number>
}

const lineOf = (told: Told): string => `${JSON.stringify(told)}\n`

/** All of them as lines, for `takeTold`. */
export const linesOf = (measures: Measures): string =>
  measures
    .entries()
    .map(([name, measure]) => lineOf({ name, ...measure }))
    .join("")

/** Tells whoever has started this program what it measured: a line each in the file that it was given. */
export const tell = (name: string, unit: Unit, samples: ReadonlyArray<number>): void => {
  const file = process.env["BENCH_MEASURES"]
  if (file !== undefined) appendFileSync(file, lineOf({ name, unit, samples }))
}

/** Takes what such a program told. */
export const takeTold = (measures: Measures, text: string): void => {
  for (const line of text.split("\n").filter((one) => one !== "")) {
    const { name, unit, samples } = JSON.parse(line) as Told
    measures.add(name, unit, ...samples)
  }
}
