/** What Node is told before it goes through a whole library: its heap of what is new stays small. */
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { expect, test } from "vitest"
import { onNode } from "./programs.ts"

const module = join(import.meta.dirname, "../src/thrift.node.ts")

/** Makes and drops ten million small objects; answers how large the heap of new ones is then. */
const churn = `
let held = []
for (let i = 0; i < 1e7; i++) { held.push({ i }); if (held.length > 20_000) held = [] }
const space = v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")
process.stdout.write(String(space.space_size))`

const newSpaceBytes = (first: string): number => {
  const script = `import v8 from "node:v8"; import { beThrifty } from ${JSON.stringify(module)}; ${first}; ${churn}`
  return Number(spawnSync(onNode.command[0]!, ["--input-type=module", "-e", script], { encoding: "utf8" }).stdout)
}

test("[P7] Node keeps the heap of what is new at what it begins with when it is told to", () => {
  const told = newSpaceBytes("beThrifty()")
  expect(told).toBeGreaterThan(0)
  expect(newSpaceBytes("")).toBeGreaterThan(told * 4)
})
