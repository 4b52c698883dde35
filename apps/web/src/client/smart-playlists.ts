/** Smart playlists: filters of tracks that are kept under a name. */
import type { Page, SmartPlaylist, Track } from "@deadwax/core-cache"
import type { Client, PageOptions } from "./client.ts"
import { successOf } from "./problem.ts"
import { queryOf, readJson } from "./reads.ts"

/** `sort`: an order of tracks, or shuffle; `limit`: null for all of them. */
export interface SmartRules {
  readonly filter: string
  readonly sort: string
  readonly limit: number | null
}

export interface SmartPlaylistsClient {
  readonly smartPlaylists: (options?: PageOptions) => Promise<Page<SmartPlaylist>>
  readonly smartPlaylist: (name: string, signal?: AbortSignal) => Promise<SmartPlaylist>
  readonly smartPlaylistTracks: (name: string, options?: PageOptions) => Promise<Page<Track>>
  /** Refused as `usage` for a name that is taken, and for a filter that makes no sense: then with its place. */
  readonly createSmartPlaylist: (name: string, rules: SmartRules) => Promise<SmartPlaylist>
  readonly updateSmartPlaylist: (name: string, rules: SmartRules) => Promise<SmartPlaylist>
  readonly renameSmartPlaylist: (name: string, to: string) => Promise<SmartPlaylist>
  /** For good; its tracks stay. */
  readonly deleteSmartPlaylist: (name: string) => Promise<SmartPlaylist>
  readonly exportSmartPlaylist: (name: string) => Promise<string>
}

const all = "/api/v1/smart-playlists"
const pathOf = (name: string): string => `${all}/${encodeURIComponent(name)}`

export const makeSmartPlaylists = (request: Client["request"]): SmartPlaylistsClient => {
  const send = async (method: string, path: string, body?: unknown): Promise<SmartPlaylist> => {
    const response = await successOf(await request(path, { method, ...(body === undefined ? {} : { body }) }))
    return (await response.json()) as SmartPlaylist
  }
  return {
    smartPlaylists: (options = {}) => readJson<Page<SmartPlaylist>>(request, `${all}${queryOf(options)}`, options.signal),
    smartPlaylist: (name, signal) => readJson<SmartPlaylist>(request, pathOf(name), signal),
    smartPlaylistTracks: (name, options = {}) =>
      readJson<Page<Track>>(request, `${pathOf(name)}/tracks${queryOf(options)}`, options.signal),
    createSmartPlaylist: (name, rules) => send("POST", all, { name, ...rules }),
    updateSmartPlaylist: (name, rules) => send("POST", pathOf(name), rules),
    renameSmartPlaylist: (name, to) => send("POST", `${pathOf(name)}/name`, { name: to }),
    deleteSmartPlaylist: (name) => send("DELETE", pathOf(name)),
    exportSmartPlaylist: async (name) =>
      (await successOf(await request(`${pathOf(name)}/m3u8`, { accept: "audio/x-mpegurl" }))).text()
  }
}
