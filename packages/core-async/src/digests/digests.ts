/**
 * The port to digests of bytes that come piece by piece. In JavaScript one costs tens of times more than in the system's own library, and a
 * browser's own takes only what is whole; so each runtime brings what is fastest there.
 */
import * as Context from "effect/Context"

/** The digests that servers tell of files. */
export type DigestAlgorithm = "md5" | "sha1" | "sha256"

/** A digest under way. */
export interface Digest {
  /** Takes further bytes, which need stay valid only for the call. */
  readonly update: (bytes: Uint8Array) => void
  /** The digest of all bytes so far, in lower-case hexadecimal. More may follow. */
  readonly hex: () => string
}

/** Begins digests; any number may be under way. */
export class Digests extends Context.Service<
  Digests,
  {
    readonly begin: (algorithm: DigestAlgorithm) => Digest
  }
>()("@deadwax/core-async/Digests") {}
