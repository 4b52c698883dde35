/** What is kept of a source beside its address, as schemas: how it is reached, and what is wanted of it. */
import * as Schema from "effect/Schema"
import type { SourceRow } from "../catalog/source-rows.ts"
import { defaultSyncPolicy, type SyncPolicy } from "../planning/policy.ts"

/** So many files are fetched from a source at a time at most. */
export const mostConcurrency = 32

/** No limit is lower: with less a song takes hours, and a server may take who reads it for gone. */
export const leastBytesPerSecond = 1024

/** Files that are fetched at a time. */
export const Concurrency = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: mostConcurrency }))

/** What comes in a second, of all that is read together; null: as much as can. */
export const BytesPerSecond = Schema.NullOr(Schema.Int.check(Schema.isGreaterThanOrEqualTo(leastBytesPerSecond)))

/**
 * How a source is reached. The password is in neither field: in the file (an absolute path) or the environment variable that is named; with
 * neither there is none.
 */
export const SourceSettings = Schema.Struct({
  user: Schema.NullOr(Schema.String),
  passwordFile: Schema.NullOr(Schema.String),
  passwordVariable: Schema.NullOr(Schema.String),
  allowPlainHttp: Schema.Boolean,
  concurrency: Concurrency,
  bytesPerSecond: BytesPerSecond
})
export type SourceSettings = typeof SourceSettings.Type

/** How a source is reached of which nobody said so. */
export const noSettings: SourceSettings = {
  user: null,
  passwordFile: null,
  passwordVariable: null,
  allowPlainHttp: false,
  concurrency: 4,
  bytesPerSecond: null
}

/** What is wanted of a source, as `SyncPolicy` says it. */
export const SourcePolicy = Schema.Struct({
  what: Schema.Literals(["everything", "on-demand"]),
  below: Schema.String,
  placement: Schema.Literals(["remote-path", "template"]),
  include: Schema.Array(Schema.String),
  exclude: Schema.Array(Schema.String),
  removed: Schema.Literals(["keep", "mirror"]),
  deletedHere: Schema.Literals(["fetch", "leave"]),
  conflicts: Schema.Literals(["keep-both", "prefer-remote", "prefer-local"]),
  duplicates: Schema.Literals(["tell", "playlists"]),
  budgetBytes: Schema.NullOr(Schema.Int),
  priority: Schema.Array(Schema.String)
}).annotate({ identifier: "SyncPolicy" })

const decodeSettings = Schema.decodeUnknownSync(SourceSettings)
const decodePolicy = Schema.decodeUnknownSync(SourcePolicy)

/** How a source is reached. What was not told when it was added is as nobody chose it. */
export const settingsOf = ({ settings }: Pick<SourceRow, "settings">): SourceSettings =>
  decodeSettings({ ...noSettings, ...settings })

/** What is wanted of a source. */
export const policyOf = ({ policy }: Pick<SourceRow, "policy">): SyncPolicy => decodePolicy({ ...defaultSyncPolicy, ...policy })
