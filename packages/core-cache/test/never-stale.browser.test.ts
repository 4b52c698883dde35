import { afterAll } from "vitest"
import { neverStaleOn } from "./never-stale.contract.ts"
import { countScale, testPart } from "./part-opfs.ts"

const { line } = neverStaleOn("browser", countScale)
await testPart("never-stale")
afterAll(() => console.log(line))
