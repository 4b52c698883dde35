/** [T2] What core packages export, and the HTTP app, can be bundled for a page: nothing of Bun or Node is reached from there, however deep. */
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { root } from "./project.ts"

const entries = [
  "packages/core-async/src/index.ts",
  "packages/core-async/src/browser.ts",
  "packages/core-async/src/simulated.ts",
  "packages/core-tags/src/index.ts",
  "packages/core-cache/src/index.ts",
  "packages/core-sync/src/index.ts",
  "packages/core-sync/src/simulated.ts",
  "apps/server/src/create-app.ts"
]

/** taglib-wasm's loader asks for this one where it has seen that it runs on Node, and nowhere else. */
const guarded = /\bawait import\("module"\)/g

/** The modules of a runtime that a bundle still asks for. */
const runtimeModules = (code: string): ReadonlyArray<string> =>
  [
    ...code
      .replaceAll(guarded, "")
      .matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*["']((?:node|bun):[^"']+|bun|module|fs|path|os)["']/g)
  ].map((match) => match[1] ?? "")

const bundle = async (entry: string): Promise<ReadonlyArray<string>> => {
  const built = await Bun.build({
    entrypoints: [entry],
    target: "browser",
    conditions: ["source"],
    external: ["node:*", "bun:*", "module"],
    throw: true
  })
  const texts = await Promise.all(built.outputs.filter((output) => output.kind !== "asset").map((output) => output.text()))
  return texts.flatMap(runtimeModules)
}

describe("bundles for a page", () => {
  for (const entry of entries) {
    test(`[T2] ${entry} reaches no module of Bun or Node`, async () => {
      expect(await bundle(join(root, entry))).toEqual([])
    })
  }

  test("[T2] a driver that does is found", async () => {
    expect(await bundle(join(root, "packages/core-async/src/node.ts"))).toContain("node:fs")
  })
})
