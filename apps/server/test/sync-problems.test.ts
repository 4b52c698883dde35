/** What a sync that stopped over one file is told as. */
import { CacheError } from "@deadwax/core-cache"
import { ItemFailed, SourceError } from "@deadwax/core-sync"
import { expect, test } from "vitest"
import { fromSyncFailure } from "../src/syncing/sync-problems.ts"

test("[C17] [X6] a disk that went while a file was worked on is told as offline, any other one as a failing disk, without its paths", () => {
  const cause = new CacheError({
    reason: "offline",
    message: "storage offline: /music is not there",
    remedy: "Mount it.",
    path: "/music"
  })
  const offline = fromSyncFailure(new ItemFailed({ errorClass: "offline", message: cause.message, stopsJob: true, cause }))
  const full = fromSyncFailure(new ItemFailed({ errorClass: "full", message: "/music/a.mp3: no room", stopsJob: true }))
  expect([offline.code, full.code]).toEqual(["offline", "storage"])
  expect(JSON.stringify([offline.detail, full.detail])).not.toContain("/music")
})

test("[X6] what a source says of itself stands after its name, however it begins", () => {
  const detail = "its directory is not there"
  const away = fromSyncFailure(
    new SourceError({ reason: "unavailable", operation: "list", source: "NAS", detail, here: "/mnt/nas" })
  )
  expect(away).toMatchObject({ code: "source-failed", detail: 'The source "NAS": its directory is not there.' })
})
