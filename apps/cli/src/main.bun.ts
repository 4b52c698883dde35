/** The command line on Bun. */

import { answerAtOnce } from "./fast-path.ts"
import { withoutHelpWord } from "./help-word.ts"
import { isLongWork } from "./long-work.ts"
import { printAtOnce } from "./print-at-once.ts"

const args = withoutHelpWord(process.argv.slice(2))
const answer = answerAtOnce(args)
if (answer !== undefined) await printAtOnce(answer, (text) => Bun.write(Bun.stdout, text))
else {
  if (isLongWork(args, process.env)) (await import("./thrift.bun.ts")).beThrifty()
  ;(await (await import("./load-program.bun.ts")).loadProgram()).run(args)
}
