import { createHash } from "node:crypto"
import { expect, test } from "vitest"
import { readerVersion, readerVersionOf, schemaSha256 } from "../src/open/content.ts"
import { cacheSchema } from "../src/open/schema.gen.ts"

test("[D8] the cache's schema is the one its reader's version stands for (see schemaSha256)", () => {
  expect(createHash("sha256").update(cacheSchema).digest("hex")).toBe(schemaSha256)
})

test("[D8] a stored text tells its reader's version, and 0 when it is none of ours", () => {
  expect(readerVersionOf(JSON.stringify({ readerVersion, id: "x" }))).toBe(readerVersion)
  for (const text of ["", "old", "null", "[]", "{}", '{"readerVersion":"9"}']) expect(readerVersionOf(text)).toBe(0)
})
