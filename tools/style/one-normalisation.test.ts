/** [D10] Texts are compared in one form and names of files in another, each made in one place; and one schedule says when an item is tried again. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { listSources } from "../check/test-files.ts"
import { root } from "./project.ts"

/** Who asks for a form of Unicode, and what for. */
const normalising: Readonly<Record<string, string>> = {
  "packages/core-cache/src/search/fold.ts": "texts: search, orders, filters, and the identity key",
  "packages/core-cache/src/naming/fit-name.ts": "names of files: as disks compare them, and cut between characters",
  "packages/core-cache/src/health/name-clashes.ts": "says whether two names differ in their form alone",
  "packages/core-cache/src/collections/transfer.ts": "tries both forms in which an M3U8 may name a file",
  "packages/core-async/src/files/memory-disk.ts": "a simulated disk that takes two forms for one name"
}

const sourcesWith = (pattern: RegExp): ReadonlyArray<string> =>
  listSources(root).filter((path) => !path.endsWith(".gen.ts") && pattern.test(readFileSync(join(root, path), "utf8")))

test("[D10] no other module has a normalisation of its own", () => {
  expect(sourcesWith(/\.normalize\(/)).toEqual(Object.keys(normalising).sort())
})

test("[D10] one module makes the identity key, from folded texts; one column holds it", () => {
  expect(sourcesWith(/export const identityKey\b/)).toEqual(["packages/core-sync/src/catalog/identity-key.ts"])
  expect(sourcesWith(/\bidentity_key\s*=/)).toEqual(["packages/core-sync/src/catalog/metadata.ts"])
  expect(readFileSync(join(root, "packages/core-sync/src/catalog/identity-key.ts"), "utf8")).toContain("foldText(")
})

test("[D10] one module writes when an item is tried again, by the one schedule", () => {
  expect(sourcesWith(/retry_after_us = \?/)).toEqual(["packages/core-sync/src/catalog/item-work.ts"])
  expect(sourcesWith(/\bretryDelayUs\b/)).toEqual([
    "packages/core-sync/src/catalog/item-states.ts",
    "packages/core-sync/src/catalog/item-work.ts"
  ])
})
