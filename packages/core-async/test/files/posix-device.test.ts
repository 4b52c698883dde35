/** By what a directory's file system is known again: the table of mounts, and real mounts where this machine lets tests make some. */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { make } from "../../src/files/posix.ts"
import { deviceOf, mountOf, parseMounts } from "../../src/files/posix-device.ts"

let directory = ""
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), "deadwax-device-"))
})
afterEach(() => fs.rmSync(directory, { recursive: true }))

const table = parseMounts(
  [
    "21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw",
    "36 21 8:17 /Music /mnt/usb\\040stick ro,noatime shared:2 master:1 - vfat /dev/sdb1 ro",
    "37 21 0:44 / /srv/music ro - nfs4 nas:/volume/music ro,vers=4.2",
    "38 21 0:50 /@music /data rw - btrfs /dev/sdc rw,subvol=/@music",
    "39 21 8:33 / /mnt/usb\\040stick ro - iso9660 /dev/sr0 ro",
    "no mount at all",
    ""
  ].join("\n")
)

describe("[I1] the mount on which a directory lies", () => {
  test.each([
    ["the deepest mount", "/srv/music/Velvet", "0:44", "nfs4", "nas:/volume/music", "/"],
    ["the one below all others", "/srv/musical", "254:0", "ext4", "/dev/vda", "/"],
    ["the later of two at one place, where the device tells nothing", "/mnt/usb stick", "9:9", "iso9660", "/dev/sr0", "/"],
    ["the one of the directory's device", "/mnt/usb stick/a", "8:17", "vfat", "/dev/sdb1", "/Music"],
    ["a subvolume, whose device the table does not know", "/data/a", "0:51", "btrfs", "/dev/sdc", "/@music"]
  ])("is %s", (_, path, device, kind, source, from) => {
    expect(mountOf(table, path, device)).toMatchObject({ kind, source, from })
  })

  test("is unknown in a table that has none", () => expect(mountOf(parseMounts(""), "/music", "1:1")).toBeUndefined())
})

/** Mounts made by `script` are this shell's alone and go with it. Undefined: this machine does not let us. */
const inOwnMounts = (script: string): string | undefined => {
  const reader = `import("${new URL("../../src/files/posix-device.ts", import.meta.url).href}").then(({ deviceOf }) => console.log(deviceOf(process.argv.at(-1))))`
  const flags = "Bun" in globalThis ? ["-e", reader] : ["--experimental-strip-types", "--no-warnings", "-e", reader]
  const device = [process.execPath, ...flags].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ")
  const own = process.geteuid?.() === 0 ? ["-m"] : ["-rm"]
  const ran = spawnSync("unshare", [...own, "sh", "-ec", `device() { ${device} "$1"; }\n${script}`], {
    cwd: directory,
    encoding: "utf8"
  })
  if (ran.status === 0) return ran.stdout
  if (ran.error !== undefined || /unshare|mount:/.test(ran.stderr)) return undefined
  throw new Error(ran.stderr)
}

describe("[I1] a file system on a real disk", () => {
  test("has one text over two mounts, and none in common with the empty place or with another one mounted there", () => {
    for (const name of ["disk", "place"]) fs.mkdirSync(join(directory, name))
    const seen = inOwnMounts(
      [
        "device $PWD/place",
        "mount --bind -o ro disk place; mount -o remount,bind,ro place; device $PWD/place; umount place",
        "mount --bind disk place; device $PWD/place; device $PWD/disk",
        "mount -t tmpfs tmpfs place; device $PWD/place; umount place",
        "mount -t tmpfs tmpfs place; device $PWD/place"
      ].join("\n")
    )
    console.log(seen === undefined ? "no mounts can be made here: two directories were compared" : "shown with real mounts")
    if (seen === undefined) return expect(deviceOf(join(directory, "disk"))).not.toBe(deviceOf(join(directory, "place")))
    const [empty, first, second, itself, memory, other] = seen.split("\n")
    expect([second, itself]).toEqual([first, first])
    expect(new Set([empty, first, memory, other]).size).toBe(4)
  })

  test("has one text for the driver whichever way leads there", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const files = make()
        fs.symlinkSync(directory, join(directory, "link"))
        const device = yield* files.deviceOf(directory)
        expect(yield* files.deviceOf(join(directory, "link"))).toBe(device)
        fs.writeFileSync(join(directory, "a"), "a")
        expect(yield* files.deviceOf(directory)).toBe(device)
      })
    ))
})
