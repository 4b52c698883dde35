/** The world behind a real socket of this runtime, and clients that say exactly what is sent. */
import { readdirSync } from "node:fs"
import { connect, type Socket } from "node:net"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { listener } from "#runtime"
import { makeWorld, type World, type WorldOptions } from "./world.ts"

export interface ServedWorld extends World {
  readonly port: number
  readonly url: string
  /** Stops the server as `serve` does. */
  readonly stop: () => Promise<void>
}

export const serveWorld = async (options: WorldOptions = {}): Promise<ServedWorld> => {
  const world = await makeWorld(options)
  const scope = await Effect.runPromise(Scope.make())
  const listening = listener.listen(world.app, { host: "127.0.0.1", port: 0 })
  const port = await Effect.runPromise(Effect.provideService(listening, Scope.Scope, scope))
  const stop = () => Effect.runPromise(Scope.close(scope, Exit.void))
  const end = async () => {
    await stop()
    await world.end()
  }
  return { ...world, port, url: `http://127.0.0.1:${port}`, stop, end }
}

/** A connection over which bytes are sent as they stand. */
export const dial = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket))
    socket.once("error", reject)
  })

/** Sends one request as it stands and answers all that comes until the other side closes. */
export const sendRaw = async (port: number, text: string): Promise<string> => {
  const socket = await dial(port)
  const chunks: Array<Buffer> = []
  socket.on("data", (chunk: Buffer) => chunks.push(chunk))
  socket.write(text)
  await new Promise((resolve) => socket.once("close", resolve))
  return Buffer.concat(chunks).toString("latin1")
}

/** How many files of a directory this process has open; Linux tells. */
export const openFilesBelow = (directory: string, linkOf: (descriptor: string) => string | undefined): number =>
  readdirSync("/proc/self/fd").filter((descriptor) => linkOf(descriptor)?.startsWith(directory) === true).length

/** Waits until something is so, by asking again whenever the runtime has nothing else to do. */
export const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + 30_000
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error("it never came to be so")
    await Effect.runPromise(Effect.sleep("5 millis"))
  }
}
