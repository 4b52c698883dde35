/** [X4] The library that lives in a browser, in a real one: imported, kept, owned by one tab, and honest about everything that fails. */
import { afterAll, beforeAll, describe, test } from "vitest"
import { importingCases } from "./cases/importing.ts"
import { keepingCases } from "./cases/keeping.ts"
import { largeCases } from "./cases/large.ts"
import { randomTabCases } from "./cases/random-tabs.ts"
import { tabCases } from "./cases/tabs.ts"
import { troubleCases } from "./cases/trouble.ts"
import { updateCases } from "./cases/updates.ts"
import { type Kits, openKits } from "./harness/kit.ts"

let kits: Kits

beforeAll(async () => {
  kits = await openKits()
}, 120_000)

afterAll(() => kits.close())

describe("the library of this browser", () => {
  const cases = [
    ...keepingCases,
    ...tabCases,
    ...importingCases,
    ...troubleCases,
    ...updateCases,
    ...largeCases,
    ...randomTabCases
  ]
  for (const { title, run } of cases) test(title, () => run(kits.kit()))
})
