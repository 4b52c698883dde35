/**
 * mpd, a daemon: its first scan is measured from its start, its updates from the command, until it is idle again. Its updating thread asks for the
 * idle priority, with which it would wait for all else that the machine does: it gets that of the others.
 */
import { spawn } from "node:child_process"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { join } from "node:path"
import { levelThreads, prefix, type Run, usedBy } from "../program.ts"
import type { Peer, Place } from "./peer.ts"

const configuration = ({ music, state }: Place): string =>
  `music_directory "${music}"\ndb_file "${state}/db"\nbind_to_address "${state}/socket"\nauto_update "no"\naudio_output {\ntype "null"\nname "null"\n}\n`

export const mpd = (place: Place): Peer => ({
  name: "mpd",
  run: (phase) => {
    if (phase === "list") return undefined
    if (phase === "first scan") rmSync(place.state, { recursive: true, force: true })
    return update(place, phase === "first scan")
  }
})

const update = async (place: Place, isFirst: boolean): Promise<Run> => {
  const [socket, file] = [join(place.state, "socket"), join(place.state, "mpd.conf")]
  mkdirSync(place.state, { recursive: true })
  writeFileSync(file, configuration(place))
  rmSync(socket, { force: true })
  const startedMs = performance.now()
  const [program = "", ...given] = [...prefix, "mpd", "--no-daemon", file]
  const daemon = spawn(program, given, { stdio: "ignore" })
  try {
    const pid = daemon.pid ?? 0
    const updatedMs = await waitForUpdate(socket, isFirst, () => levelThreads(pid))
    const { peakMb, processorMs } = usedBy(pid)
    return isFirst ? { wallMs: performance.now() - startedMs, processorMs, peakMb } : { wallMs: updatedMs, peakMb }
  } finally {
    daemon.kill("SIGTERM")
    await new Promise((resolve) => daemon.once("exit", resolve))
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Its socket is there a moment before it listens, and on a busy machine some time after it was started. */
const connected = async (path: string): Promise<Socket> => {
  const deadline = performance.now() + 60_000
  for (;;) {
    const link = connect(path)
    const failure = await new Promise<unknown>((resolve) => link.once("connect", () => resolve(undefined)).once("error", resolve))
    if (failure === undefined) return link
    if (performance.now() > deadline) throw new Error(`mpd does not answer at ${path}: ${failure}`, { cause: failure })
    await pause(2)
  }
}

/** Speaks mpd's line protocol until no update is running; answers how long that took. Without a database mpd updates by itself. */
const waitForUpdate = async (socket: string, isFirst: boolean, onStarted: () => void): Promise<number> => {
  const link = await connected(socket)
  const answers = readAnswers(link)
  await answers.next()
  const startedMs = performance.now()
  if (!isFirst) {
    link.write("update\n")
    await answers.next()
  }
  onStarted()
  for (;;) {
    link.write("status\n")
    const { value } = await answers.next()
    if (value !== undefined && !value.includes("updating_db")) break
    await pause(2)
  }
  const tookMs = performance.now() - startedMs
  link.end()
  return tookMs
}

/** Each answer up to its `OK`. */
async function* readAnswers(link: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
  let text = ""
  for await (const chunk of link) {
    text += chunk.toString()
    if (/(?:^|\n)OK(?: MPD [^\n]*)?\n$/.test(text)) {
      yield text
      text = ""
    }
  }
}
