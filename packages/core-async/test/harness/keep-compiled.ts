/**
 * Imported by programs that tests kill: Node keeps what it has compiled (NODE_COMPILE_CACHE) when a program ends, and these never do. Each
 * start compiled all anew, which was half of what a kill cost. All that a program imports is compiled before any of it runs.
 */
import * as modules from "node:module"

// Bun has no such function, and compiles otherwise.
if (process.versions.bun === undefined) modules.flushCompileCache()
