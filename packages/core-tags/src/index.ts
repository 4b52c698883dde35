export { audioExtensions, extensionOf, isAudioPath } from "./audio-paths.ts"
export * from "./grammar/artists.ts"
export { type PartialDate, parseDate } from "./grammar/dates.ts"
export { genreOfCode, parseGenres } from "./grammar/genres.ts"
export { type NumberAndTotal, parseNumber, parseTotal } from "./grammar/numbers.ts"
export { parseReleaseType, type ReleaseType, releaseTypes } from "./grammar/release-types.ts"
export { splitValues } from "./grammar/split-values.ts"
export { type ReadTagsOptions, readPicture, readTags } from "./read/read-tags.ts"
export * from "./tags.ts"
export {
  TagWriter,
  TagWriter,
  type TagWriterOptions,
  type TagWriterOptions,
  TagWriterUnavailable,
  TagWriterUnavailable
} from "./write/tag-writer.ts"
export type { TrackIds, TrackIds } from "./write/track-ids.ts"
export {
  largestWritableBytes,
  largestWritableBytes,
  type WriteIdsItem,
  type WriteIdsItem,
  type WriteIdsOutcome,
  type WriteIdsOutcome,
  writeIds,
  writeIds,
  writeIdsBatch,
  writeIdsBatch
} from "./write/write-ids.ts"
