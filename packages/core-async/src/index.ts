export * from "./files/files.ts"
export * from "./processes/processes.ts"
export * from "./sqlite/sqlite.ts"
export * from "./workers/workers.ts"
