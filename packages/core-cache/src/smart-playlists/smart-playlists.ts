/**
 * Smart playlists: filters of tracks that are kept under a name, in library.db, since no file knows them. What is in one is asked anew each
 * time, so it has no entries of its own and nothing can be missing in it.
 */
import type { Database } from "@deadwax/core-async"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { printedCredit } from "../artists/printed-credit.ts"
import { attempt, type CacheError } from "../cache-error.ts"
import { formatM3u8 } from "../collections/m3u8.ts"
import { InvalidFilter } from "../filter-language/invalid-filter.ts"
import type { RunRead } from "../library-reads.ts"
import type { Page, PageRequest, SmartPlaylist, SmartPlaylistRules, Track } from "../model/model.ts"
import { boundsOf } from "../page.ts"
import { checkName, checkRules } from "./smart-playlist.ts"
import { describeSmart, type SmartSource, smartTracks } from "./smart-tracks.ts"
import { deleteSmart, findSmartRow, insertSmart, listSmartRows, renameSmart, type SmartRow, updateSmart } from "./store-smart.ts"

/** What a library does with smart playlists. Names are case-exact; what is not there is undefined or false, and no failure. */
export interface SmartPlaylists {
  /** A page of them by name, bytewise, each with how many tracks it has now. */
  readonly list: (request?: PageRequest) => Effect.Effect<Page<SmartPlaylist>, CacheError>
  readonly get: (name: string) => Effect.Effect<SmartPlaylist | undefined, CacheError>
  /** A page of the tracks that meet its filter now, in its order. */
  readonly tracks: (name: string, request?: PageRequest) => Effect.Effect<Page<Track> | undefined, CacheError>
  /** Makes one; false, changing nothing, when there is one of this name. */
  readonly create: (name: string, rules: SmartPlaylistRules) => Effect.Effect<boolean, CacheError | InvalidFilter>
  /** Gives it other rules; those that are absent stay. */
  readonly update: (
    name: string,
    rules: Partial<SmartPlaylistRules>
  ) => Effect.Effect<SmartPlaylist | undefined, CacheError | InvalidFilter>
  /** False when there is none of this name; `usage` when the other is taken. */
  readonly rename: (from: string, to: string) => Effect.Effect<boolean, CacheError>
  readonly remove: (name: string) => Effect.Effect<boolean, CacheError>
  /** Its tracks of now as M3U8, paths relative to the library's root. */
  readonly exportM3u8: (name: string) => Effect.Effect<string | undefined, CacheError>
}

interface Parts extends SmartSource {
  readonly userDb: Database
  readonly read: RunRead
}

export const makeSmartPlaylists = ({ userDb, read, ...source }: Parts): SmartPlaylists => {
  const withRow = <A>(name: string, use: (row: SmartRow) => A): Effect.Effect<A | undefined, CacheError> =>
    read(() => {
      const row = findSmartRow(userDb, name)
      return row === undefined ? undefined : use(row)
    })
  const get = (name: string) => withRow(name, (row) => describeSmart(source, row))
  return {
    list: (request) => read(() => listPage(source, userDb, request)),
    get,
    tracks: (name, request) => withRow(name, (row) => smartTracks(source, row, boundsOf(request))),
    create: (name, rules) => change((nowUs) => createChecked(userDb, { name, ...rules }, nowUs)),
    update: (name, rules) =>
      Effect.flatMap(
        change((nowUs) => updateChecked(userDb, name, rules, nowUs)),
        (isThere) => (isThere ? get(name) : Effect.succeed(undefined))
      ),
    rename: (from, to) => unrefused(change((nowUs) => renameChecked(userDb, from, to, nowUs))),
    remove: (name) => attempt(() => deleteSmart(userDb, name)),
    exportM3u8: (name) => withRow(name, (row) => exportText(source, row))
  }
}

const listPage = (source: SmartSource, userDb: Database, request: PageRequest | undefined): Page<SmartPlaylist> => {
  const { limit, offset } = boundsOf(request)
  const rows = listSmartRows(userDb)
  const end = limit < 0 ? rows.length : offset + limit
  const items = rows.slice(offset, end).map((row) => describeSmart(source, row))
  return { items, total: rows.length, limit: limit < 0 ? rows.length : limit, offset }
}

/** Runs a change of library.db; a filter that makes no sense is a failure of its own. */
const change = <A>(work: (nowUs: number) => A): Effect.Effect<A, CacheError | InvalidFilter> =>
  Effect.flatMap(Clock.currentTimeMillis, (nowMs) =>
    Effect.flatMap(
      attempt((): A | InvalidFilter => {
        try {
          return work(nowMs * 1000)
        } catch (cause) {
          if (cause instanceof InvalidFilter) return cause
          throw cause
        }
      }),
      (made) => (made instanceof InvalidFilter ? Effect.fail(made) : Effect.succeed(made))
    )
  )

/** Of what reads no filter. */
const unrefused = <A>(effect: Effect.Effect<A, CacheError | InvalidFilter>): Effect.Effect<A, CacheError> =>
  Effect.catchTag(effect, "InvalidFilter", (error) => Effect.die(error))

const createChecked = (userDb: Database, row: SmartRow, nowUs: number): boolean => {
  checkName(row.name)
  checkRules(row)
  return insertSmart(userDb, row, nowUs)
}

const updateChecked = (userDb: Database, name: string, rules: Partial<SmartPlaylistRules>, nowUs: number): boolean => {
  const before = findSmartRow(userDb, name)
  if (before === undefined) return false
  const after = { ...before, ...rules }
  checkRules(after)
  return updateSmart(userDb, after, nowUs)
}

const renameChecked = (userDb: Database, from: string, to: string, nowUs: number): boolean => {
  checkName(to)
  return renameSmart(userDb, from, to, nowUs)
}

const exportText = (source: SmartSource, row: SmartRow): string => {
  const { items } = smartTracks(source, row, { limit: -1, offset: 0 })
  return formatM3u8(
    row.name,
    items.map((track) => ({
      id: track.id,
      path: track.sourcePath.slice(source.reader.root.length + 1),
      title: `${printedCredit(track.artists)} - ${track.title}`,
      durationSeconds: track.durationSeconds,
      description: null
    }))
  )
}
