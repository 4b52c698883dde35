/**
 * Prints what the fast path has to say, and a short command's only text. Neither `console.log`, which hides a full disk, nor the stream of standard output, which takes
 * longer to load than the rest of the program: what the runtime has that is quickest to begin with.
 */

const exitCodeOf = (cause: unknown): number => {
  const { code, message } = cause as { readonly code?: string; readonly message: string }
  // Nobody reads any more: there is no one to tell, and nothing went wrong.
  if (code === "EPIPE") return 0
  const what = code === "ENOSPC" ? ": the disk it goes to is full" : ` (${code ?? message})`
  process.stderr.write(`deadwax: the output cannot be written whole${what}.\n`)
  return 3
}

/** Writes the line and leaves the exit code: 0, also when the reader has gone, or 3 when it cannot be written. `write` writes all of a text. */
export const printAtOnce = async (text: string, write: (text: string) => Promise<unknown>): Promise<void> => {
  try {
    await write(`${text}\n`)
  } catch (cause) {
    process.exitCode = exitCodeOf(cause)
  }
}

/** Plain writes, and the stream only for a pipe that is full at the moment. */
export const writeOut = async (text: string): Promise<void> => {
  const { writeSync } = process.getBuiltinModule("node:fs")
  let left: Uint8Array = new TextEncoder().encode(text)
  try {
    while (left.length > 0) left = left.subarray(writeSync(1, left))
  } catch (cause) {
    if ((cause as { readonly code?: string }).code !== "EAGAIN") throw cause
    await writeThrough(process.stdout, left)
  }
}

const writeThrough = (stream: NodeJS.WriteStream, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.on("error", reject)
    stream.write(bytes, (cause) => (cause ? reject(cause) : resolve()))
  })
