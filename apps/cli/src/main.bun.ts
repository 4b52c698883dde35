/** The command line on Bun. */
import { answerAtOnce } from "./fast-path.ts"

const args = process.argv.slice(2)
const answer = answerAtOnce(args)
if (answer !== undefined) console.log(answer)
else {
  const [{ start }, { layer }] = await Promise.all([import("./start.ts"), import("./runtime.bun.ts")])
  start(layer, args)
}
