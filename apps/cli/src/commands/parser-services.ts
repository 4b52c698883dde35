/**
 * What the command parser demands, without what it never uses here: operands are looked at by the commands themselves, nothing is read
 * from standard input and no other program is started by it. The real services load streams, readline and child processes, which takes
 * longer than most commands do. The one command that asks a question brings the terminal for it (init.ts).
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import * as ChildProcessSpawner from "effect/process/ChildProcessSpawner"
import * as Sink from "effect/Sink"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Terminal from "effect/Terminal"

const unused = Effect.die(new Error("the command parser has no use for this"))

const terminal = Terminal.make({
  columns: unused,
  rows: unused,
  size: unused,
  readInput: unused,
  readLine: unused,
  display: () => unused
})

const stdio = Stdio.make({
  args: unused,
  stdin: Stream.empty,
  stdout: () => Sink.drain,
  stderr: () => Sink.drain
})

/** Enough for `Command.runWith`. */
export const parserServices = Layer.mergeAll(
  FileSystem.layerNoop({}),
  Path.layer,
  Layer.succeed(Stdio.Stdio, stdio),
  Layer.succeed(Terminal.Terminal, terminal),
  Layer.succeed(
    ChildProcessSpawner.ChildProcessSpawner,
    ChildProcessSpawner.make(() => unused)
  )
)
