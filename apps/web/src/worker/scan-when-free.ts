/** The scans that nobody sees begin: after an opening, and after an import. */
import { ClientError } from "../client/client-error.ts"
import { makeReads, type Reads } from "../client/reads.ts"

const busyPauseMs = 100

/** Brings the library in step with its files. One that is running is waited for first. `ask` is the app, however it is reached. */
export const scanWhenFree = async (
  ask: (request: Request) => Promise<Response>,
  onProgress: Parameters<Reads["scan"]>[0] = () => undefined
): ReturnType<Reads["scan"]> => {
  const reads = makeReads((path, { method = "GET", accept = "application/json" } = {}) =>
    ask(new Request(new URL(path, "http://localhost"), { method, headers: { accept } }))
  )
  for (;;) {
    try {
      return await reads.scan(onProgress)
    } catch (cause) {
      if (!(cause instanceof ClientError && cause.reason === "busy")) throw cause
      await new Promise((resolve) => setTimeout(resolve, busyPauseMs))
    }
  }
}
