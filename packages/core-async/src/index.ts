export * from "./files/files.ts"
export * from "./sqlite/sqlite.ts"
export * from "./workers/workers.ts"
