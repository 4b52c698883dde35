/**
 * TagLib, compiled to WebAssembly, as a service.
 *
 * Loaded when the first file must be written, never before. One instance edits one file at a time. An instance that trapped may
 * have a damaged heap, so its successor starts from a fresh one; TagLib traps on some broken files only when it lets go of them,
 * after the new bytes are out, which is why those bytes are kept (and checked like all others).
 * Only the Emscripten build is used: the package's default on servers, a WASI build, loses tags. That is asserted, not assumed.
 * What it does not do: trust the result. `plan-ids.ts` compares every new file with the old one.
 */
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Semaphore from "effect/Semaphore"
import { MalformedFile } from "./bytes.ts"
import { type TagLibEdit, type TagLibFile, TagLibRefusal } from "./tag-format.ts"

/** TagLib's WebAssembly file is missing (`unreadable`), or is not the build that Deadwax can use (`unsuitable`). */
export class TagWriterUnavailable extends Data.TaggedError("TagWriterUnavailable")<{
  readonly reason: "unreadable" | "unsuitable"
  readonly cause?: unknown
}> {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return this.reason === "unreadable"
      ? "TagLib's taglib-web.wasm cannot be loaded"
      : "TagLib's taglib-web.wasm is another build"
  }
}

/**
 * Where TagLib's WebAssembly file is. Nothing given: where the `taglib-wasm` package, or a bundler that knows `new URL(…,
 * import.meta.url)`, put it. `wasmUrl`: a `file:` or `https:` address, such as that of the file beside an executable. `wasmBytes`:
 * reads the file itself, once per instance.
 */
export interface TagWriterOptions {
  readonly wasmUrl?: string | URL
  readonly wasmBytes?: Effect.Effect<Uint8Array, unknown>
}

/** The port through which ids get into files: TagLib as WebAssembly, one instance for all, restarted when it breaks. */
export class TagWriter extends Context.Service<
  TagWriter,
  {
    /** Gives `use` the means to edit files in memory, for as long as the effect runs that it answers; calls run one after another. */
    readonly withTagLib: <A, E>(use: (edit: TagLibEdit) => Effect.Effect<A, E>) => Effect.Effect<A, E | TagWriterUnavailable>
    /** Lets go of the memory that large files took. The next call starts a fresh instance. Idempotent. */
    readonly release: Effect.Effect<void>
  }
>()("@deadwax/core-tags/TagWriter") {
  static readonly layer = (options: TagWriterOptions = {}): Layer.Layer<TagWriter> => Layer.effect(TagWriter, make(options))
}

interface Handle extends TagLibFile {
  readonly loadFromBuffer: (bytes: Uint8Array) => boolean
  readonly getFormat: () => string
  readonly save: () => boolean
  readonly getBuffer: () => Uint8Array
  readonly destroy: () => void
}

interface Instance {
  readonly open: () => Handle
  editedBytes: number
  largestBytes: number
  trapped: boolean
}

/** WebAssembly memory grows and never shrinks, and each trap-free edit may leak a little: start afresh after this much. */
const freshAfterBytes = 2 * 1024 ** 3
/** TagLib holds about four times a file: from here on an idle instance is worth letting go. */
const largeBytes = 16 * 1024 ** 2

const instantiate = (options: TagWriterOptions): Effect.Effect<Instance, TagWriterUnavailable> =>
  Effect.gen(function* () {
    const wasmBinary = options.wasmBytes === undefined ? undefined : yield* Effect.mapError(options.wasmBytes, unreadable)
    const module = yield* Effect.tryPromise({
      try: () =>
        import("taglib-wasm").then((library) =>
          library.loadTagLibModule({
            forceWasmType: "emscripten",
            ...(wasmBinary === undefined ? {} : { wasmBinary }),
            ...(options.wasmUrl === undefined ? {} : { wasmUrl: String(options.wasmUrl) })
          })
        ),
      catch: unreadable
    })
    // The WASI build answers the same interface through an adapter that says so; the Emscripten build exports the class itself.
    const isEmscripten = module.isWasi !== true && typeof module.FileHandle === "function"
    if (!isEmscripten || !("setId3v2Frames" in module.FileHandle.prototype)) {
      return yield* new TagWriterUnavailable({ reason: "unsuitable" })
    }
    return { open: () => new module.FileHandle(), editedBytes: 0, largestBytes: 0, trapped: false }
  })

const unreadable = (cause: unknown) => new TagWriterUnavailable({ reason: "unreadable", cause })

/** Every error that is not one of ours came out of WebAssembly: a trap, a C++ exception, memory that ran out. */
const asRefusal = (instance: Instance, cause: unknown): Error => {
  if (cause instanceof MalformedFile || cause instanceof TagLibRefusal) return cause
  instance.trapped = true
  return new TagLibRefusal("TagLib failed on it")
}

const editIn =
  (instance: Instance): TagLibEdit =>
  (bytes, kind, change) => {
    if (instance.trapped) throw new TagLibRefusal("TagLib failed on it")
    instance.editedBytes += bytes.length
    instance.largestBytes = Math.max(instance.largestBytes, bytes.length)
    let file: Handle | undefined
    try {
      file = instance.open()
      if (!file.loadFromBuffer(bytes) || file.getFormat() !== kind) throw new TagLibRefusal(`TagLib does not take it for ${kind}`)
      change(file)
      if (!file.save()) throw new TagLibRefusal("TagLib cannot save it")
      return file.getBuffer()
    } catch (cause) {
      throw asRefusal(instance, cause)
    } finally {
      if (file !== undefined && !instance.trapped) letGo(instance, file)
    }
  }

const letGo = (instance: Instance, file: Handle): void => {
  try {
    file.destroy()
  } catch {
    instance.trapped = true
  }
}

const isWorn = (instance: Instance): boolean => instance.trapped || instance.editedBytes > freshAfterBytes

const make = (options: TagWriterOptions) =>
  Effect.gen(function* () {
    const oneAtATime = yield* Semaphore.make(1)
    let instance: Instance | undefined
    const current = Effect.gen(function* () {
      if (instance === undefined || isWorn(instance)) instance = yield* instantiate(options)
      return instance
    })
    return TagWriter.of({
      withTagLib: (use) =>
        Semaphore.withPermit(
          oneAtATime,
          Effect.flatMap(current, (taglib) => use(editIn(taglib)))
        ),
      release: Semaphore.withPermit(
        oneAtATime,
        Effect.sync(() => {
          if (instance !== undefined && instance.largestBytes > largeBytes) instance = undefined
        })
      )
    })
  })
