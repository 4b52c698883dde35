/**
 * Where only one owner can exist (the browser's pool is exclusive, a simulated world has one process): every other is a former self.
 */
import * as Layer from "effect/Layer"
import { Processes } from "./processes.ts"

export const layer = (startedAt: string) => {
  const self = { host: "browser", pid: 0, startedAt }
  return Layer.succeed(Processes, Processes.of({ self, isAlive: (other) => other.startedAt === startedAt }))
}
