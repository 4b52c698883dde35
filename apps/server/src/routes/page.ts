/** What every list shares: its parameters, their reading, and the shape of a page (D11, A1, A2). */
import type { PageRequest } from "@deadwax/core-cache"
import * as Schema from "effect/Schema"
import { countParameter } from "./parameter.ts"

export const pageParameters = {
  limit: countParameter(50, "At most so many items; more than 1,000 is cut to 1,000, 0 gives the total alone."),
  offset: countParameter(0, "Leave out so many at the start.")
}

export const pageRequest = ({ limit, offset }: { readonly limit: number; readonly offset: number }): PageRequest => ({
  limit,
  offset
})

const pageFields = { total: Schema.Int, limit: Schema.Int, offset: Schema.Int }

/** The schema of a page of `items`. `limit` is the one that was used. */
export const pageOf = <S extends Schema.Constraint>(item: S, name: string) =>
  Schema.Struct({ items: Schema.Array(item), ...pageFields }).annotate({ identifier: name })

/** The same for search, where counting stops at 1,000 and says so. */
export const searchPageOf = <S extends Schema.Constraint>(item: S, name: string) =>
  Schema.Struct({ items: Schema.Array(item), ...pageFields, totalCapped: Schema.Boolean }).annotate({ identifier: name })
