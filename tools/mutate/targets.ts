/** What is changed, and by which tests that should be noticed. */

/** Files and the tests that know them. */
export interface Group {
  /** Relative to the project's root. */
  readonly files: ReadonlyArray<string>
  /** Tests in the order in which they are asked: those that take least time first. */
  readonly tests: ReadonlyArray<string>
}

export interface Target {
  readonly name: string
  readonly groups: ReadonlyArray<Group>
  /** The least share of changes that must be noticed, 0 to 1. */
  readonly least: number
}

const cache = "packages/core-cache/src"

const within = (folder: string, names: ReadonlyArray<string>): ReadonlyArray<string> =>
  names.map((name) => `${cache}/${folder}/${name}.ts`)

const tests = (...names: ReadonlyArray<string>): ReadonlyArray<string> =>
  names.map((name) => `packages/core-cache/test/${name}.test.ts`)

const sync = (folder: string, names: ReadonlyArray<string>): ReadonlyArray<string> =>
  names.map((name) => `packages/core-sync/src/${folder}/${name}.ts`)

const syncTests = (...names: ReadonlyArray<string>): ReadonlyArray<string> =>
  names.map((name) => `packages/core-sync/test/${name}.test.ts`)

const answers = "tools/mutate/answers.trial.ts"

export const targets: ReadonlyArray<Target> = [
  {
    name: "query cache",
    groups: [
      {
        files: [
          ...within("query-cache", [
            "apply-record",
            "change-log",
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
          ...within("filter", ["dependencies", "filter-key", "list-order", "number-lists", "reads-clock"])
        ],
        tests: [
          ...tests("query-cache", "query-cache-parts", "number-lists", "list-conditions", "changed-by", "invalidation-table"),
          answers
        ]
      },
      {
        files: within("store", ["change", "compare", "own-writes", "portrait", "record", "store", "watched"]),
        tests: [...tests("compare", "changed-by"), answers, "tools/mutate/record.trial.ts"]
      }
    ],
    least: 0.8
  },
  {
    name: "deciders of a sync",
    groups: [
      {
        files: sync("planning", ["decide-step", "actions", "names-taken", "pairs", "plan", "plan-moves", "trees", "policy"]),
        tests: syncTests("planning/plan-table", "planning/names-taken", "planning/plan", "planning/plan-worlds")
      },
      { files: sync("placement", ["places", "safe-name"]), tests: syncTests("placement/safe-name", "placement/places") },
      { files: sync("placement", ["template-places"]), tests: syncTests("placement/template-places") },
      { files: sync("catalog", ["identity-key"]), tests: syncTests("identity-key") },
      { files: sync("catalog", ["item-states"]), tests: syncTests("catalog", "catalog-model") },
      { files: sync("catalog", ["job-states"]), tests: syncTests("jobs") },
      { files: sync("catalog", ["relink", "wanted"]), tests: syncTests("relink", "reconcile") },
      { files: sync("discovery", ["decide-removals"]), tests: syncTests("discovery/decide-removals") },
      { files: sync("discovery", ["decide-renames"]), tests: syncTests("discovery/decide-renames") },
      { files: sync("conflicts", ["conflict-name"]), tests: syncTests("conflicts/conflict-name") },
      { files: sync("conflicts", ["duplicates"]), tests: syncTests("conflicts/duplicates") },
      { files: sync("processing", ["divide-work"]), tests: syncTests("processing/divide-work") }
    ],
    least: 0.8
  }
]
