import { afterAll } from "vitest"
import { neverStaleOn } from "./never-stale.contract.ts"
import { anotherProgram } from "./never-stale-processes.ts"
import { testPart } from "./part-posix.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const { cases, line } = neverStaleOn(process.versions.bun === undefined ? "node" : "bun", scale, [anotherProgram])
testPart([{ name: "never stale", cases }])
afterAll(() => console.log(line))
