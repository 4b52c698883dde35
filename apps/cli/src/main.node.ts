/** The command line on Node. Loads nothing that an older Node could choke on before it has looked at the version. */

import { answerAtOnce } from "./fast-path.ts"
import { withoutHelpWord } from "./help-word.ts"
import { isLongWork } from "./long-work.ts"
import { nodeComplaint } from "./node-version.ts"
import { printAtOnce, writeOut } from "./print-at-once.ts"

const args = withoutHelpWord(process.argv.slice(2))
const complaint = nodeComplaint(process.versions.node)
const answer = answerAtOnce(args)
if (complaint !== undefined) {
  process.stderr.write(complaint)
  process.exitCode = 2
} else if (answer !== undefined) await printAtOnce(answer, writeOut)
else {
  const [{ keepCompiled }, { placesOf }, { version }] = await Promise.all([
    import("./compile-cache.node.ts"),
    import("./config/places.ts"),
    import("./version.ts")
  ])
  keepCompiled(() => placesOf(process.env).compiled, version, process.env)
  if (isLongWork(args, process.env)) (await import("./thrift.node.ts")).beThrifty()
  const [{ start }, { layer }] = await Promise.all([import("./start.ts"), import("./runtime.node.ts")])
  start(layer, args)
}
