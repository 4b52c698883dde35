/** `endless-writer.ts FILE once|endless`: replaces a file with 200,000 equal bytes, once or until killed; prints how it went. */
import * as Effect from "effect/Effect"
import { make } from "../../src/files/posix.ts"

const [, , path = "", mode = "once"] = process.argv
// Attributes have their own tests; a process per write would hide the steps between which the kill should fall.
const files = make({ carryAttributes: () => true })
const write = (round: number) => files.writeAtomic(path, new Uint8Array(200_000).fill(round % 251))

const once = Effect.match(write(0), { onFailure: (error) => error.reason, onSuccess: () => "written" })
const endless = Effect.gen(function* () {
  for (let round = 0; ; round++) {
    yield* write(round)
    if (round === 0) process.stdout.write("ready\n")
  }
})

await Effect.runPromise(
  mode === "once" ? Effect.flatMap(once, (outcome) => Effect.sync(() => process.stdout.write(`${outcome}\n`))) : endless
)
