/**
 * Replacing a file on a POSIX disk so that a crash leaves the old content or the new, never a mixture (I3). The order:
 *
 *  1. temporary file `.NAME.deadwax-tmp` in the same directory, made afresh;  2. attributes, content, mode, owner, a later time;
 *  3. flush the file;  4. `verify` reads it;  5. is the original still the one that was looked at?
 *  6. rename over the original (or, where there was none, link: that cannot replace);  7. flush the directory.
 *
 * A crash before 6 leaves the original and a temporary file, which the next write removes. After 6 the new content stands; until 7
 * the system may bring the old one back, whole. A crash inside 6 of a new file may leave it under its temporary name as well.
 */
import {
  accessSync,
  type BigIntStats,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  futimesSync,
  openSync,
  renameSync,
  unlinkSync
} from "node:fs"
import * as Effect from "effect/Effect"
import { awaitAnswer } from "./answer.ts"
import {
  FileError,
  type FileErrorReason,
  type FileInfo,
  type Files,
  type OpenFile,
  type Spliced,
  type WriteOptions
} from "./files.ts"
import { checkPath, joinPath, nameOf, parentOf, temporaryNameOf } from "./path.ts"
import type { CarryAttributes } from "./posix-attributes.ts"
import { flushDirectory, moveFile } from "./posix-directory.ts"
import { attempt, codeOf, toWriteError } from "./posix-error.ts"
import { openFile, type PosixFile } from "./posix-read.ts"
import { type CopyRange, writeFully, writeSpliced } from "./posix-splice.ts"
import { lstat, toFileInfo, toMicroseconds } from "./posix-stat.ts"

/** One write under way. `before`: what stood at `path`; the temporary file stays open until the end, so that it is surely ours. */
interface Pending {
  readonly path: string
  readonly temporary: string
  readonly descriptor: number
  readonly before: BigIntStats | undefined
}

const refuse = (reason: FileErrorReason, path: string, cause?: unknown): FileError =>
  new FileError({ reason, operation: "writeAtomic", path, cause })

const anyWriteBit = 0o222n

const checkReplaceable = (path: string, before: BigIntStats | undefined, expected: WriteOptions["expected"]): void => {
  if (before === undefined) {
    if (expected) throw refuse("changed", path)
    return
  }
  if (before.isDirectory()) throw refuse("is-a-directory", path)
  if (before.isSymbolicLink() || before.nlink > 1n) throw refuse("linked", path)
  if (!before.isFile()) throw refuse("io", path, "not a regular file")
  if (expected === null) throw refuse("exists", path)
  if (expected && (Number(before.size) !== expected.sizeBytes || toMicroseconds(before.mtimeNs) !== expected.modifiedAtUs)) {
    throw refuse("changed", path)
  }
  // An administrator may write anything; that a file has no write permission at all is its owner's word nevertheless.
  if ((before.mode & anyWriteBit) === 0n) throw refuse("read-only", path)
  accessSync(path, constants.W_OK)
}

const unlinkIfThere = (path: string): void => {
  try {
    unlinkSync(path)
  } catch (cause) {
    if (codeOf(cause) !== "ENOENT") throw cause
  }
}

const carryOwnership = ({ path, descriptor, before }: Pending): void => {
  if (before === undefined) return
  const mode = Number(before.mode & 0o7777n)
  try {
    const now = fstatSync(descriptor, { bigint: true })
    if (now.uid !== before.uid || now.gid !== before.gid) fchownSync(descriptor, Number(before.uid), Number(before.gid))
    // After the owner, whose change clears the set-id bits.
    fchmodSync(descriptor, mode)
  } catch (cause) {
    throw refuse("attributes", path, cause)
  }
  const now = fstatSync(descriptor, { bigint: true })
  if (now.uid !== before.uid || now.gid !== before.gid || (now.mode & 0o7777n) !== BigInt(mode)) throw refuse("attributes", path)
}

/** Steps tried, in microseconds: a disk may keep time in nanoseconds, in whole seconds, or in pairs of them. */
const stepsUs = [1, 2, 1_000, 1_000_000, 2_000_000]

/** Two writes within one tick of the disk's clock, or an original from the future, would hide the change from the next scan. */
const moveTimeForward = ({ path, descriptor, before }: Pending): void => {
  if (before === undefined) return
  const oldUs = toMicroseconds(before.mtimeNs)
  const isLater = (): boolean => toMicroseconds(fstatSync(descriptor, { bigint: true }).mtimeNs) > oldUs
  for (const stepUs of stepsUs) {
    if (isLater()) return
    const seconds = (oldUs + stepUs) / 1e6
    futimesSync(descriptor, seconds, seconds)
  }
  if (!isLater()) throw refuse("attributes", path)
}

/** The rest of step 2, and step 3. */
const seal = (pending: Pending): void => {
  carryOwnership(pending)
  moveTimeForward(pending)
  fsyncSync(pending.descriptor)
}

const writeWhole = (pending: Pending, content: Uint8Array): Effect.Effect<void, FileError> =>
  attempt(
    "writeAtomic",
    pending.path,
    () => {
      writeFully(pending.descriptor, content, 0)
      seal(pending)
    },
    toWriteError
  )

const abandon = ({ temporary, descriptor }: Pending): void => {
  try {
    if (isOurs(temporary, descriptor)) unlinkIfThere(temporary)
  } finally {
    closeSync(descriptor)
  }
}

const isOurs = (temporary: string, descriptor: number): boolean => {
  const own = fstatSync(descriptor, { bigint: true })
  const there = lstat(temporary)
  return there !== undefined && there.ino === own.ino && there.dev === own.dev
}

/** Step 1, and attributes. Throws with nothing left behind. */
const prepare = (given: string, options: WriteOptions, carry: CarryAttributes): Pending => {
  const path = checkPath("writeAtomic", given)
  const temporary = joinPath(parentOf(path), temporaryNameOf(nameOf(path)))
  const stale = lstat(temporary)
  // Before the look at the original: after a crash in step 6 the two are one file.
  if (stale !== undefined) unlinkIfThere(temporary)
  const before = lstat(path)
  checkReplaceable(path, before, options.expected)
  const mode = before === undefined ? 0o666 : 0o600
  const descriptor = openSync(temporary, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, mode)
  const pending: Pending = { path, temporary, descriptor, before }
  try {
    if (before !== undefined) {
      if (!carry(path, temporary)) throw refuse("attributes", path)
      ftruncateSync(descriptor, 0)
    }
    return pending
  } catch (cause) {
    abandon(pending)
    throw cause
  }
}

const isUnchanged = (before: BigIntStats | undefined, now: BigIntStats | undefined): boolean => {
  if (before === undefined || now === undefined) return before === now
  return (
    now.ino === before.ino &&
    now.dev === before.dev &&
    now.size === before.size &&
    now.mtimeNs === before.mtimeNs &&
    now.nlink === before.nlink
  )
}

/** Steps 5 to 7. */
const commit = ({ path, temporary, descriptor, before }: Pending): FileInfo => {
  if (!isUnchanged(before, lstat(path))) throw refuse(before === undefined ? "exists" : "changed", path)
  // Another process that writes the same file has taken our temporary name.
  if (!isOurs(temporary, descriptor)) throw refuse("busy", path)
  if (before === undefined) moveFile(temporary, path)
  else renameSync(temporary, path)
  flushDirectory(parentOf(path))
  return toFileInfo(fstatSync(descriptor, { bigint: true }), false)
}

/** Step 4. The file is closed when the answer is there. */
const runVerify = (
  pending: Pending,
  verify: NonNullable<WriteOptions["verify"]>,
  original: OpenFile | undefined
): Effect.Effect<boolean, FileError> =>
  Effect.acquireUseRelease(
    attempt("writeAtomic", pending.path, () => openFile("writeAtomic", pending.temporary, pending.path), toWriteError),
    ({ file }) => attempt("writeAtomic", pending.path, () => verify(file, original)).pipe(Effect.flatMap(awaitAnswer)),
    ({ close }) => Effect.sync(close)
  )

const verified = (pending: Pending, verify: WriteOptions["verify"], original?: OpenFile): Effect.Effect<void, FileError> =>
  verify === undefined
    ? Effect.void
    : Effect.flatMap(runVerify(pending, verify, original), (good) =>
        good ? Effect.void : Effect.fail(refuse("refused", pending.path))
      )

/** Opens the file that is to be replaced, if it is still the one that was looked at. */
const openOriginal = ({ path, before }: Pending): PosixFile => {
  const opened = openFile("writeAtomic", path)
  if (isUnchanged(before, fstatSync(opened.descriptor, { bigint: true }))) return opened
  opened.close()
  throw refuse("changed", path)
}

/** Steps 2 to 4 with the original, or what is copied, open beside the new file. */
const splice = (
  pending: Pending,
  content: Spliced,
  verify: WriteOptions["verify"],
  copyRange: CopyRange
): Effect.Effect<void, FileError> =>
  Effect.acquireUseRelease(
    attempt("writeAtomic", content.of ?? pending.path, () =>
      content.of === undefined ? openOriginal(pending) : openFile("writeAtomic", content.of)
    ),
    (original) =>
      writeSpliced({ path: pending.path, original, target: pending.descriptor, copyRange }, content).pipe(
        Effect.andThen(attempt("writeAtomic", pending.path, () => seal(pending), toWriteError)),
        Effect.andThen(verified(pending, verify, original.file))
      ),
    ({ close }) => Effect.sync(close)
  )

const fill = (
  pending: Pending,
  content: Uint8Array | Spliced,
  { verify }: WriteOptions,
  copyRange: CopyRange
): Effect.Effect<void, FileError> =>
  content instanceof Uint8Array
    ? Effect.andThen(writeWhole(pending, content), verified(pending, verify))
    : splice(pending, content, verify, copyRange)

/** `writeAtomic` of one driver instance: within a process, a second write to a path waits for nobody and fails as `busy`. */
export const makeWriteAtomic = (carry: CarryAttributes, copyRange: CopyRange): Files["Service"]["writeAtomic"] => {
  const underWay = new Set<string>()
  const claim = (path: string): Effect.Effect<void, FileError> =>
    Effect.suspend(() => {
      if (underWay.has(path)) return Effect.fail(refuse("busy", path))
      underWay.add(path)
      return Effect.void
    })
  return (path, content, options = {}) =>
    Effect.acquireUseRelease(
      claim(path),
      () =>
        Effect.acquireUseRelease(
          attempt("writeAtomic", path, () => prepare(path, options, carry), toWriteError),
          (pending) =>
            Effect.andThen(
              fill(pending, content, options, copyRange),
              attempt("writeAtomic", path, () => commit(pending), toWriteError)
            ),
          (pending) => Effect.sync(() => abandon(pending))
        ),
      () => Effect.sync(() => underWay.delete(path))
    )
}
