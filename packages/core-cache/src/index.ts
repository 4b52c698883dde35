export * from "./cache-error.ts"
export * from "./library-cache.ts"
export * from "./model/model.ts"
