/** Lives that once went wrong, each with what it showed. */
import { defaultSyncPolicy } from "../../src/planning/policy.ts"
import { type Life, type Settings, undisturbed } from "./operations.ts"

const mirroring: Settings = {
  identity: "tags",
  policies: { NAS: { ...defaultSyncPolicy, removed: "mirror" }, Cloud: defaultSyncPolicy },
  capabilities: { NAS: { stableIds: true }, Cloud: { stableIds: true } },
  pageEntries: 2
}

export const pinnedLives: ReadonlyArray<readonly [shows: string, life: Life]> = [
  [
    "a sync that was allowed to take all away was stopped by the guard of its own scan, and so was every one after it",
    {
      settings: mirroring,
      operations: [
        { at: "NAS", do: "put", path: "a/1.mp3", content: 9 },
        undisturbed("NAS", "incremental"),
        { at: "NAS", do: "remove", path: "a/1.mp3" }
      ]
    }
  ],
  [
    "a file of one source that was placed where the user had just taken another source's away was held to be both sources'",
    {
      settings: {
        identity: "fingerprint",
        policies: {
          NAS: { ...defaultSyncPolicy, removed: "mirror", deletedHere: "leave" },
          Cloud: { ...defaultSyncPolicy, conflicts: "prefer-local" }
        },
        capabilities: { NAS: { hashes: true, ranges: false }, Cloud: { ranges: true } },
        pageEntries: 4
      },
      operations: [
        { at: "NAS", do: "put", path: "a/2.mp3", content: 3 },
        undisturbed("NAS", "incremental"),
        {
          ...undisturbed("Cloud", "incremental"),
          meanwhile: [
            { step: 89, what: { at: "here", do: "remove", nth: 8 } },
            { step: 34, what: { at: "Cloud", do: "put", path: "a/2.mp3", content: 24 } }
          ]
        }
      ]
    }
  ],
  [
    "attempts to read that had failed held the turns that the next ones waited for, and a sync never ended",
    {
      settings: {
        identity: "tags",
        policies: { NAS: defaultSyncPolicy, Cloud: defaultSyncPolicy },
        capabilities: { NAS: { stableIds: true }, Cloud: { hashes: true, changes: true } },
        pageEntries: 1
      },
      operations: [
        { at: "Cloud", do: "put", path: "a/cover.jpg", content: 13 },
        { at: "Cloud", do: "put", path: "a/2.mp3", content: 14 },
        {
          ...undisturbed("Cloud", "incremental"),
          concurrency: 4,
          faults: [
            { from: 8, times: 6, fault: { kind: "fail", reason: "io" } },
            { from: 3, times: 6, fault: { kind: "fail", reason: "rate-limited", retryAfterMs: 1000 } }
          ]
        }
      ]
    }
  ],
  [
    "what was deleted here, is left so, and has another name at its source by now was held to be here again until the next look",
    {
      settings: { ...mirroring, policies: { ...mirroring.policies, NAS: { ...defaultSyncPolicy, deletedHere: "leave" } } },
      operations: [
        { at: "NAS", do: "put", path: "a/cover.jpg", content: 3 },
        undisturbed("NAS", "incremental"),
        { at: "here", do: "remove", nth: 10 },
        { at: "NAS", do: "move", path: "a/cover.jpg", to: "b/cover.jpg" }
      ]
    }
  ],
  [
    "what had come of a file that the user deleted in its old state, and the policy leaves so, stayed for ever",
    {
      settings: {
        identity: "tags",
        policies: { NAS: { ...defaultSyncPolicy, deletedHere: "leave", conflicts: "prefer-local" }, Cloud: defaultSyncPolicy },
        capabilities: { NAS: { changes: true, ranges: true }, Cloud: {} },
        pageEntries: 3
      },
      operations: [
        { at: "NAS", do: "put", path: "b/2.mp3", content: 4 },
        { at: "NAS", do: "put", path: "a/cover.jpg", content: 5 },
        {
          ...undisturbed("NAS", "incremental"),
          meanwhile: [{ step: 98, what: { at: "NAS", do: "put", path: "b/1.mp3", content: 16 } }]
        },
        { at: "NAS", do: "move", path: "b/2.mp3", to: "a/2.mp3" },
        {
          ...undisturbed("NAS", "incremental"),
          allowRemoval: true,
          ending: { kind: "torn", from: 38, moment: "rename", power: true },
          meanwhile: [{ step: 55, what: { at: "NAS", do: "put", path: "b/1.mp3", content: 23 } }]
        },
        {
          ...undisturbed("NAS", "incremental"),
          allowRemoval: true,
          meanwhile: [{ step: 63, what: { at: "here", do: "remove", nth: 2 } }]
        }
      ]
    }
  ]
]
