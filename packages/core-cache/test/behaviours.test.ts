/** Every behaviour that the program whose libraries this cache serves pins by tests of its own, and the title of the test that shows it here. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"

/** The behaviour, and what stands in a title of this suite. */
const shown: ReadonlyArray<readonly [behaviour: string, title: string]> = [
  ["schema", "opening makes every table once; opening again changes nothing"],
  ["migration", "another schema rebuilds the cache in place"],
  ["migration of the user's database", "a migration that fails leaves the old schema, and the next one runs"],
  [
    "locks: a second acquire of a held lock waits; none after release",
    "locks: a held lock is had by one, the next waits for it and has it then"
  ],
  ["update all", "update all: an opening with other rules asks for a scan"],
  ["parallel", "two workers and none store the same"],
  ["releases: a datafile is made", "tags: ids go into files and datafiles"],
  ["releases: every field", "release and its tracks: every field"],
  ["uncached with an existing id", "tags: existing ids and datafiles are kept"],
  ["ids preserved across rebuilds", "both databases lost, every id is the same"],
  ["ids written to tags", "tags: ids go into files and datafiles"],
  ["already cached", "a first scan finds all, a second one changes nothing"],
  ["a multi-value tag is emptied", "cascades after release and track changes"],
  ["a disk update repairs a wrong cached row", "disk update repairs a wrong cached row"],
  ["datafile change", "datafile change"],
  ["an old datafile is upgraded", "an empty datafile gets its keys"],
  ["source path renamed", "tags: renaming a directory keeps the release"],
  ["delete non-existent", "delete non-existent: releases whose directory is gone go"],
  ["max length enforced", "max length enforced"],
  ["an empty directory is skipped", "empty directory skipped"],
  ["an empty directory is uncached", "an emptied directory its release"],
  ["relations are evicted", "relations evicted"],
  ["ignored directories", "ignored directories"],
  ["a deleted track is noticed", "deleted tracks noticed"],
  ["a partially written directory", "partially written directory"],
  ["rename source files", "rename source files"],
  ["cover added", "cover added"],
  ["rename with nested files", "rename with nested files: they move to the release root"],
  ["rename collisions", "rename collisions"],
  ["full-text updates", "full-text updates"],
  ["full-text updates after force", "by force and after a removal exactly what is there is found"],
  ["a new directory at the same path", "new directory at the same path"],
  ["collages", "collages: entries in order"],
  ["a collage member missing and back", "collage and playlist member missing and back"],
  ["a collage member missing and back, parallel", ", in parallel"],
  ["a collage across a release rename", "collage and playlist across release rename"],
  ["playlists", "playlists: order survives"],
  ["a playlist member missing and back", "collage and playlist member missing and back"],
  ["a release change rewrites a collage's description, sequential and parallel", "release change rewrites collage description"],
  ["a track change rewrites a playlist's description, sequential and parallel", "track change rewrites playlist description"],
  ["a playlist across a release rename", "playlist membership kept over renames"],
  ["list releases", "list releases: all by path, and by each filter"],
  ["a release and its tracks", "release and its tracks"],
  ["aliases on a release", "aliases on release"],
  ["release log text", "release log text"],
  ["list tracks", "list tracks"],
  ["get track", "get track"],
  ["track within release", "track within release"],
  ["track within playlist", "track within playlist"],
  ["release within collage", "release within collage"],
  ["track log text", "track log text"],
  ["list artists", "list artists"],
  ["list genres: ancestors, only new", "list genres: with ancestors, and which hold only new releases"],
  ["list descriptors", "list descriptors"],
  ["list labels", "list labels"],
  ["list collages", "list collages"],
  ["get collage", "get collage"],
  ["list playlists", "list playlists"],
  ["get playlist", "get playlist"],
  ["artist exists", "artist exists"],
  ["artist exists by alias", "by alias"],
  ["artist exists by alias of alias", "by alias of alias"],
  ["genre exists: its own", "genre exists: its own"],
  ["genre exists: not an unknown one", "not an unknown one"],
  ["genre exists: an ancestor", "an ancestor"],
  ["genre exists: not a descendant", "not a descendant"],
  ["descriptor exists", "descriptor exists"],
  ["label exists", "label exists"],
  ["unpack", "unpack"]
]

/** The titles of all cases and tests of this directory, as they are written in its files; this one aside. */
const titles = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".ts") && name !== "behaviours.test.ts")
  .flatMap((name) => readFileSync(join(import.meta.dirname, name), "utf8").match(/["'`]\[[A-Z]\d+\].*["'`]/g) ?? [])

test("[U1] [U3] [R1] each behaviour of the library format has a test that is named by it", () => {
  expect(shown.filter(([, title]) => !titles.some((written) => written.includes(title)))).toEqual([])
  expect(new Set(shown.map(([behaviour]) => behaviour)).size).toBe(shown.length)
})
