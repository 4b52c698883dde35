/** What is changed, and by which tests that should be noticed. */

export interface Target {
  readonly name: string
  /** Relative to the project's root. */
  readonly files: ReadonlyArray<string>
  /** Tests in the order in which they are asked: those that take least time first. */
  readonly tests: ReadonlyArray<string>
  /** The least share of changes that must be noticed, 0 to 1. */
  readonly least: number
}

const cache = "packages/core-cache/src"

const within = (folder: string, names: ReadonlyArray<string>): ReadonlyArray<string> =>
  names.map((name) => `${cache}/${folder}/${name}.ts`)

export const targets: ReadonlyArray<Target> = [
  {
    name: "query cache",
    files: [
      ...within("query-cache", [
        "apply-record",
        "conditions",
        "dependency",
        "entries",
        "follow-record",
        "freeze",
        "kept-entities",
        "kept-lookups",
        "list-page",
        "queries",
        "query-cache",
        "versions"
      ]),
      ...within("store", ["change", "compare", "own-writes", "portrait", "record", "store", "watched"]),
      ...within("filter", ["dependencies", "filter-key", "reads-clock"])
    ],
    tests: [
      ...["query-cache", "query-cache-parts", "list-conditions", "changed-by", "compare", "invalidation-table"].map(
        (name) => `packages/core-cache/test/${name}.test.ts`
      ),
      "tools/mutate/query-cache.trial.ts"
    ],
    least: 0.8
  }
]
