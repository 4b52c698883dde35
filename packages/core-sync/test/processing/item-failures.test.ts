/** What is told of an item that failed: the item's own path stands beside it wherever it is shown, and is not said once more. */
import { CacheError } from "@deadwax/core-cache"
import { expect, test } from "vitest"
import { DownloadError } from "../../src/downloads/download-error.ts"
import { itemFailed } from "../../src/processing/item-failures.ts"
import { failingAs } from "../../src/sources/source-error.ts"

const failing = failingAs("NAS", "read")
const told = (error: Parameters<ReturnType<typeof itemFailed>>[0]) => itemFailed("a/b.mp3")(error).message

test("[X6] a failure of the source names it and not the file once more, unless it is about another one", () => {
  expect(told(failing("changed", "the file has changed", { path: "a/b.mp3" }))).toBe("NAS: the file has changed")
  expect(told(failing("permission", "does not let this be read", { path: "a" }))).toBe("NAS: does not let this be read (a)")
  expect(told(failing("credentials", "does not accept the password"))).toBe("NAS: does not accept the password")
})

test("[X6] what failed here names the file here, and the library what it says", () => {
  expect(told(new DownloadError({ reason: "full", path: "Music/b.mp3", detail: "there is no room" }))).toBe(
    "Music/b.mp3: there is no room"
  )
  const offline = new CacheError({ reason: "offline", message: "/music is not there", remedy: "Mount it." })
  expect(told(offline)).toBe("/music is not there")
})
