/** What a sync that stopped over one file is told as. */
import { CacheError } from "@deadwax/core-cache"
import { ItemFailed, SourceError, SyncError } from "@deadwax/core-sync"
import { expect, test } from "vitest"
import { bodyOf } from "../src/answers/problem.ts"
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

test("[I5] [X2] what would move in playlists is told with its number, which is what consent is given to", () => {
  const moves = { entries: 13, total: 53, playlists: [{ name: "Long", entries: 13 }], otherPlaylists: 0 }
  const problem = fromSyncFailure(new SyncError({ reason: "mass-move", source: "NAS", detail: "13 of the 53 entries", moves }))
  expect(bodyOf(problem)).toMatchObject({ code: "mass-change", status: 409, moves })
  expect(bodyOf(problem).loss).toBeUndefined()
})

test("[Y16] nothing at a source's address has another remedy than a file that is gone there", () => {
  const missing = (path?: string) =>
    fromSyncFailure(
      new SourceError({
        reason: "not-found",
        operation: "list",
        source: "NAS",
        detail: "has nothing there",
        ...(path && { path })
      })
    )
  expect(missing().remedy).toMatch(/^Check that the folder is there/)
  expect(missing("a.mp3").remedy).toMatch(/^Sync the source again/)
})
