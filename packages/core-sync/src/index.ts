export { type FoldedChanges, foldChanges, isBelow } from "./sources/fold-changes.ts"
export * from "./sources/source.ts"
export { SourceError, type SourceErrorReason, type SourceOperation } from "./sources/source-error.ts"
