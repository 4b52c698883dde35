/**
 * The port to files that grow piece by piece, over restarts: what is being downloaded.
 *
 * What makes it hard: what was appended is on the disk only once it was flushed, and a crash may leave a file longer than that, its end
 * anything. So who opens one again says how much of it to keep: what was flushed, by a record of their own.
 * What it does not do: give the file its name at last (that is `Files.rename`), or know what the bytes mean.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { FileError } from "../files/files.ts"
import { joinPath, nameOf, parentOf, shortenName } from "../files/path.ts"

/** A file that is open for growing, by one caller who does one thing at a time. */
export interface Part {
  /** How long it is. */
  readonly sizeBytes: () => number
  /** Puts bytes at its end; they need stay valid only for the call. Fails as `full` with some of them written, which a later opening cuts. */
  readonly append: (bytes: Uint8Array) => Effect.Effect<void, FileError>
  /** When it ends, everything appended so far, and the file's name, survive a crash. Not to be interrupted on its way. */
  readonly flush: () => Effect.Effect<void, FileError>
}

/** Opens files for growing, and tells how much room there is. */
export class Parts extends Context.Service<
  Parts,
  {
    /**
     * Opens a file until the scope closes, and makes it where there is none; its directory must exist. The first `keepBytes` bytes stay, the
     * rest is cut; of a shorter one all stays. `busy` while it is open here already, `linked` for a symbolic link or one of several hard links.
     */
    readonly open: (path: string, keepBytes: number) => Effect.Effect<Part, FileError, Scope.Scope>

    /** Room for new bytes on the disk of a directory, as far as the system says; undefined where it does not. */
    readonly freeBytes: (directory: string) => Effect.Effect<number | undefined, FileError>
  }
>()("@deadwax/core-async/Parts") {}

/** What the part of a file is called: `.NAME.deadwax-part` beside it, which scanners ignore, shortened where that is too long for a name. */
export const partPathOf = (path: string): string => joinPath(parentOf(path), shortenName(`.${nameOf(path)}`, ".deadwax-part"))
