/** What a sync that stopped over one file ends with. */
import { CacheError } from "@deadwax/core-cache"
import { ItemFailed } from "@deadwax/core-sync"
import { expect, test } from "vitest"
import { fromSyncFailure } from "../src/errors/failure.ts"

test("[C17] [X1] a disk that went while a file was worked on ends the sync as offline, any other one as a failing disk", () => {
  const cause = new CacheError({
    reason: "offline",
    message: "storage offline: /music is not there",
    remedy: "Mount it.",
    path: "/music"
  })
  const offline = new ItemFailed({ errorClass: "offline", message: cause.message, remedy: cause.remedy, stopsJob: true, cause })
  expect(fromSyncFailure(offline)).toMatchObject({ code: "offline", message: cause.message, remedy: "Mount it." })
  const full = new ItemFailed({ errorClass: "full", message: "a.mp3: there is no room on the disk", stopsJob: true })
  expect(fromSyncFailure(full)).toMatchObject({ code: "storage", message: full.message })
})
