#!/usr/bin/env node
/** What `deadwax` starts: the main of the runtime it was started on (`bunx --bun` or `npx`). */
await (process.versions.bun === undefined ? import("./main.node.ts") : import("./main.bun.ts"))
