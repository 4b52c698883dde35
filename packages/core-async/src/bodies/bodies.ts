/**
 * The port through which a file is sent somewhere: opened once, told from its other states by size and time, and read by ranges.
 *
 * What makes it hard: who asks for the file may be anybody, so only what really lies below a root is opened: every link is followed first,
 * and it is the opened file that is judged, not a name that may lead elsewhere by then. And a disk may be asleep: nothing here waits for it
 * on the thread that serves everybody else, except `file`, which is for parsers that need a few pieces at once.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { FileError, OpenFile } from "../files/files.ts"

/** One open file. Whoever has it closes it, or has it sent. */
export interface Body {
  readonly sizeBytes: number
  /** Microseconds since 1970. */
  readonly modifiedAtUs: number
  /** Reads synchronously, until `close`. */
  readonly file: OpenFile
  /**
   * The bytes from `start` up to, not including, `end`. Takes the file over: it is closed when all was read or the reader cancels. Fails
   * midway when the file turns out to be shorter than it was. At most once.
   */
  readonly send: (start: number, end: number) => ReadableStream<Uint8Array<ArrayBuffer>> | Blob
  /** Idempotent. */
  readonly close: () => void
}

/** Opens files to be sent to somebody, whole or by ranges; the port that HTTP serves sound and covers through. */
export class Bodies extends Context.Service<
  Bodies,
  {
    /** Opens a file below `root` (both absolute). Fails as `name` when it lies elsewhere, links followed; else as the disk says. */
    readonly open: (root: string, path: string) => Effect.Effect<Body, FileError>
  }
>()("@deadwax/core-async/Bodies") {}
