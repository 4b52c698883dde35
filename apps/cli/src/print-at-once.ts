/**
 * Prints what the fast path has to say. Neither `console.log`, which hides a full disk, nor the stream of standard output, which takes
 * longer to load than the rest of the program: a plain write, and the stream only for a pipe that is full at the moment.
 */

const exitCodeOf = (cause: unknown): number => {
  const { code, message } = cause as { readonly code?: string; readonly message: string }
  // Nobody reads any more: there is no one to tell, and nothing went wrong.
  if (code === "EPIPE") return 0
  const what = code === "ENOSPC" ? ": the disk it goes to is full" : ` (${code ?? message})`
  process.stderr.write(`deadwax: the output cannot be written whole${what}.\n`)
  return 3
}

/** Writes the line and leaves the exit code: 0, also when the reader has gone, or 3 when it cannot be written. */
export const printAtOnce = (text: string): void => {
  const { writeSync } = process.getBuiltinModule("node:fs")
  let left: Uint8Array = new TextEncoder().encode(`${text}\n`)
  try {
    while (left.length > 0) left = left.subarray(writeSync(1, left))
  } catch (cause) {
    if ((cause as { readonly code?: string }).code !== "EAGAIN") {
      process.exitCode = exitCodeOf(cause)
      return
    }
    process.stdout.on("error", (late) => {
      process.exitCode = exitCodeOf(late)
    })
    process.stdout.write(left)
  }
}
