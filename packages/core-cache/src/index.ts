export type { ArtistAlias } from "./artists/aliases.ts"
export { printedCredit } from "./artists/printed-credit.ts"
export * from "./cache-error.ts"
export type { Collages, Collections, Playlists } from "./collections/collections.ts"
export * from "./collections/functions.ts"
export type { CollectionEdit } from "./collections/plan-edit.ts"
export type { ImportSource } from "./collections/transfer.ts"
export { type CoverPicture, largestCoverBytes } from "./edits/cover-picture.ts"
export * from "./filter/filter.ts"
export { type Sort, type SortKey, sortKeys } from "./filter/sort.ts"
export { GenreCycle, type GenreParents, makeGenreTree } from "./genres/genre-tree.ts"
export { examineLibrary } from "./health/examine.ts"
export { Finding, FindingKind, Mended } from "./health/finding.ts"
export { Holding, LostTrack } from "./identity/lost-tracks.ts"
export { detectLayout, type InitLibrary, type InitPlan, initLibrary, planInit, runInit } from "./init.ts"
export * from "./library-cache.ts"
export type { LibraryReads, Original } from "./library-reads.ts"
export * from "./model/model.ts"
export {
  defaultNaming,
  defaultTemplates,
  filenameBytes,
  type Naming,
  parseTemplates,
  type TemplateTexts
} from "./naming/names.ts"
export type { NamePreview, NamesPreview, PathPreview } from "./naming/preview-names.ts"
export { type SampleNames, sampleNames } from "./naming/samples.ts"
export { InvalidTemplate } from "./naming/template.ts"
export { layer, type OpenLibrary } from "./open/open-library.ts"
export type { ReadingRules } from "./reader.ts"
export * from "./reads.ts"
export { type ContentRules, classifyName, decideEnter, defaultContentRules, type EntryKind } from "./scan/entry-names.ts"
export { markerPath, readMarker } from "./scan/online.ts"
export { scanBatches } from "./scan/scan-batches.ts"
export * from "./updates.ts"
export type { ValueKind } from "./values/value-rows.ts"
export * from "./watching/watch-library.ts"
