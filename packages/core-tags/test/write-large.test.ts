import { spawnSync } from "node:child_process"
import { rmSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, expect, test } from "vitest"
import { makeLargeFile } from "./large-files.ts"
import { readAll, removeTemporaryFolders, temporaryFolder } from "./writing.ts"

afterAll(() => removeTemporaryFolders())

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
/** A gigabyte in a soak; never so little that holding the file would go unseen. */
const sizeMiB = Math.max(160, Math.round(1024 * scale))
const allowedMiB = 100

const child = fileURLToPath(new URL("./write-large.child.ts", import.meta.url))

test.each(["mp3", "flac", "m4a", "opus"])(
  `[I3] ids are written into ${sizeMiB} MiB of %s in memory that does not grow with the file`,
  async (kind) => {
    const folder = temporaryFolder()
    const [small, large] = [join(folder, `small.${kind}`), join(folder, `large.${kind}`)]
    makeLargeFile(small, 1)
    makeLargeFile(large, sizeMiB)
    const { stdout, stderr } = spawnSync(process.execPath, ["--conditions=source", child, small, large], { encoding: "utf8" })
    expect(stderr.replace(/^.*ExperimentalWarning.*\n.*\n/m, "")).toBe("")
    const { outcome, growthMiB, baselineMiB } = JSON.parse(stdout)
    expect(outcome).toMatchObject({ kind: "written", ids: { track: "a-track", release: "a-release" } })
    expect(growthMiB).toBeLessThan(allowedMiB)
    const [read] = await readAll([large])
    expect(read?.ok && read.tags.ids).toEqual({ track: "a-track", release: "a-release" })
    rmSync(folder, { recursive: true })
    console.log(`soak: ids into ${sizeMiB} MiB of ${kind}: ${growthMiB} MiB of memory above ${baselineMiB}`)
  },
  300_000
)
