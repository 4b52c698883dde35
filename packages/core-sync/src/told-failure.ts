/**
 * What is written down of a failure, for a job or an item: who reads that may sit elsewhere, so it names no place of this machine but the library's
 * own root. Who ran the sync is told all of it.
 */
import type { CacheError } from "@deadwax/core-cache"

const databases = "this library's databases cannot be used as they are"

const withoutPlaces: Partial<Readonly<Record<CacheError["reason"], string>>> = {
  damaged: databases,
  newer: databases,
  "not-initialised": databases,
  storage: "a disk or a database of this machine failed, or is full"
}

/** A failure of the library in one sentence, without a place outside of it. */
export const toldFailure = ({ reason, message }: CacheError): string => withoutPlaces[reason] ?? message
