/** [X4] The library that lives in a browser, in a real one: imported, kept, owned by one tab, and honest about everything that fails. */
import { afterAll, beforeAll, describe, test } from "vitest"
import { importingCases } from "./cases/importing.ts"
import { keepingCases } from "./cases/keeping.ts"
import { largeCases } from "./cases/large.ts"
import { randomTabCases } from "./cases/random-tabs.ts"
import { tabCases } from "./cases/tabs.ts"
import { troubleCases } from "./cases/trouble.ts"
import { updateCases } from "./cases/updates.ts"
import { type Kit, openKit } from "./harness/kit.ts"

let kit: Kit

beforeAll(async () => {
  kit = await openKit()
}, 120_000)

afterAll(() => kit.close())

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
  for (const { title, run } of cases) test(title, () => run(kit))
})
