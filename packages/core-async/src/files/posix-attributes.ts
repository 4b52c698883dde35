/**
 * Extended attributes and access lists of a file that is to be replaced, where the runtime has no call for them: the system's
 * `cp` knows them all. Costs a process per write; why, and what else was weighed: docs/decisions/0002-extended-attributes.md.
 */
/**
 * Gives the new file `to`, still empty and open elsewhere, the extended attributes and access lists of `from`. It may leave bytes
 * in `to`, which the caller cuts. False when something could not be carried over.
 */
export type CarryAttributes = (from: string, to: string) => boolean

// GNU's cp takes attributes alone. macOS's takes the content too, and with it attributes, access lists and resource forks.
const parameters = process.platform === "darwin" ? ["-p"] : ["--attributes-only", "--preserve=mode,ownership,xattr"]

// Loaded here: starting programs takes a good part of a short program's time to load, and few of them write.
export const carryByCopy: CarryAttributes = (from, to) =>
  process.getBuiltinModule("node:child_process").spawnSync("cp", [...parameters, "--", from, to], { stdio: "ignore" }).status ===
  0
