import { statSync } from "node:fs"
import type { WriteIdsItem } from "../src/index.ts"

/** The item that asks for these ids in the file as it stands. */
export const itemFor = (path: string, ids: WriteIdsItem["ids"]): WriteIdsItem => {
  const { size, mtimeNs } = statSync(path, { bigint: true })
  return { path, ids, expected: { sizeBytes: Number(size), modifiedAtUs: Number(mtimeNs / 1000n) } }
}
