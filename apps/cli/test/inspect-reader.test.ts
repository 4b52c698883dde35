/** `quick_reader` says how `inspect` reads, as it does for all else. */
import { Files } from "@deadwax/core-async"
import { layer as simulated } from "@deadwax/core-async/simulated"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterEach, expect, test } from "vitest"
import { type CountedUse, countingReads, longTagged, readsIn, readsOf } from "../../../packages/core-tags/test/counted-reads.ts"
import { parserLayer } from "../src/commands/deadwax.ts"
import { globalSettings } from "../src/commands/global-options.ts"
import { inspectCommand } from "../src/commands/inspect.ts"
import { parserServices } from "../src/commands/parser-services.ts"
import { Screen, layer as screenLayer } from "../src/print/screen.ts"

const variable = "DEADWAX_QUICK_READER"
afterEach(() => {
  delete process.env[variable]
})

const command = Command.make("deadwax").pipe(Command.withSubcommands([inspectCommand]), Command.withGlobalFlags(globalSettings))

const services = Layer.mergeAll(simulated, parserServices, parserLayer).pipe(
  Layer.provideMerge(screenLayer({ json: false, quiet: true, verbose: false }))
)

/** How often one file is read by `inspect`, with this text as the configuration. */
const readsWith = (config: string): Promise<number> =>
  Effect.gen(function* () {
    const files = yield* Files
    yield* files.writeAtomic("/config.toml", new TextEncoder().encode(config))
    yield* files.writeAtomic("/long.mp3", longTagged())
    const uses: Array<CountedUse> = []
    const counting = countingReads(files, uses)
    const silent = { ...(yield* Screen), out: () => Effect.void }
    const args = ["--config", "/config.toml", "inspect", "/long.mp3"]
    yield* Command.runWith(command, { version: "0", renderErrors: false })(args).pipe(
      Effect.provideService(Files, counting),
      Effect.provideService(Screen, silent)
    )
    return readsIn(uses)
  }).pipe(Effect.provide(services, { local: true }), Effect.runPromise)

test("[X5] inspect reads by the quick reader unless quick_reader is false, in the configuration or the environment", async () => {
  const [quick, full] = [await readsOf(longTagged(), { quick: true }), await readsOf(longTagged(), { quick: false })]
  expect(quick).toBeLessThan(full)
  expect(await readsWith("")).toBe(quick)
  expect(await readsWith("quick_reader = true\n")).toBe(quick)
  expect(await readsWith("quick_reader = false\n")).toBe(full)
  process.env[variable] = "false"
  expect(await readsWith("")).toBe(full)
})

test("[X5] inspect refuses a quick_reader that is neither true nor false", async () => {
  await expect(readsWith('quick_reader = "no"\n')).rejects.toThrow(/quick_reader in .* must be true or false/)
})
