import { createHash } from "node:crypto"
import { expect, test } from "vitest"
import type { Library } from "../src/index.ts"
import { contentText, readerVersion, readerVersionOf, schemaSha256 } from "../src/open/content.ts"
import { cacheSchema } from "../src/open/schema.gen.ts"
import { type ContentRules, defaultContentRules } from "../src/scan/entry-names.ts"

test("[D8] the cache's schema is the one its reader's version stands for (see schemaSha256)", () => {
  expect(createHash("sha256").update(cacheSchema).digest("hex")).toBe(schemaSha256)
})

test("[D8] a stored text tells its reader's version, and 0 when it is none of ours", () => {
  expect(readerVersionOf(JSON.stringify({ readerVersion, id: "x" }))).toBe(readerVersion)
  for (const text of ["", "old", "null", "[]", "{}", '{"readerVersion":"9"}']) expect(readerVersionOf(text)).toBe(0)
})

test("[D8] each setting that changes what is stored is in the text, and nothing else is: neither the program's version nor what a library is called", () => {
  const library: Library = { id: "x", root: "/music", name: "mine", identity: "tags", layout: "flat" }
  const text = contentText(library, defaultContentRules)
  const rules: { readonly [Key in keyof ContentRules]: ContentRules[Key] } = {
    coverArtStems: ["sleeve"],
    validArtExts: ["webp"],
    ignoreReleaseDirectories: ["Audiobooks"]
  }
  const changed = [
    ...Object.entries(rules).map((rule) => contentText(library, { ...defaultContentRules, ...Object.fromEntries([rule]) })),
    contentText({ ...library, layout: "nested" }, defaultContentRules),
    contentText({ ...library, identity: "fingerprint" }, defaultContentRules),
    contentText({ ...library, id: "y" }, defaultContentRules)
  ]
  expect(new Set([text, ...changed]).size).toBe(1 + changed.length)
  expect(contentText({ ...library, root: "/moved", name: "other" }, defaultContentRules)).toBe(text)
  expect(Object.keys(JSON.parse(text)).sort()).toEqual(
    ["id", "identity", "layout", "readerVersion", ...Object.keys(rules)].sort()
  )
})
