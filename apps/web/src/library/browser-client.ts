/** The library of this browser as a `Client`: requests go through the port to the worker that owns it. */
import type { Client, RequestOptions } from "../client/client.ts"
import { ClientError } from "../client/client-error.ts"
import { coverPath, playlistCoverPath } from "../client/cover-path.ts"
import { makeEdits } from "../client/edits.ts"
import { listenToEvents } from "../client/listen.ts"
import { successOf } from "../client/problem.ts"
import { makeReads } from "../client/reads.ts"
import { makeSmartPlaylists } from "../client/smart-playlists.ts"
import { makeTrackState } from "../client/track-state.ts"
import type { WorkerLink } from "../port/worker-link.ts"
import { makeObjectUrls } from "./object-urls.ts"

/** Covers are small; more than a screen shows and scrolls past. */
const keptCovers = 400
/** The one that plays, the one before, and those that are fetched ahead. */
const keptSounds = 6

/** Gives the worker as soon as the library is open. Rejects when it cannot be opened, and when the caller gave up. */
export type WhenOpen = (signal: AbortSignal | undefined) => Promise<WorkerLink>

const makeRequest =
  (whenOpen: WhenOpen): Client["request"] =>
  async (path, options: RequestOptions = {}) => {
    const { method = "GET", body, accept = "application/json", signal } = options
    const headers = { accept, ...(body === undefined ? {} : { "content-type": "application/json" }) }
    const link = await whenOpen(signal)
    return link.request({ path, method, headers, body: body === undefined ? undefined : JSON.stringify(body) }, signal)
  }

/** A file of the library, where the page can read it as well as the worker. */
const openPrivateFile = async (path: string): Promise<File> => {
  const parts = path.split("/").filter((part) => part !== "")
  let directory = await navigator.storage.getDirectory()
  for (const part of parts.slice(0, -1)) directory = await directory.getDirectoryHandle(part)
  return (await directory.getFileHandle(parts.at(-1) ?? "")).getFile()
}

/** The app says that the file is there and what it is; its bytes come straight from the private files. */
const openSound = async (client: Pick<Client, "request" | "track">, trackId: string): Promise<Blob> => {
  const head = await successOf(await client.request(`/api/v1/tracks/${encodeURIComponent(trackId)}/audio`, { method: "HEAD" }))
  const track = await client.track(trackId)
  try {
    const file = await openPrivateFile(track.sourcePath)
    return file.slice(0, file.size, head.headers.get("content-type") ?? "application/octet-stream")
  } catch (cause) {
    throw new ClientError("not-found", `${track.title} is not there any more.`, "Scan the library, or import it again.", cause)
  }
}

const openCover = async (request: Client["request"], path: string): Promise<Blob | undefined> => {
  const response = await request(path, { accept: "image/*" })
  if (response.status === 204 || response.status === 404) return undefined
  return (await successOf(response)).blob()
}

export interface BrowserClient extends Client {
  /** Lets go of every address that was given out. */
  readonly forgetAddresses: () => void
}

export const makeBrowserClient = (whenOpen: WhenOpen): BrowserClient => {
  const request = makeRequest(whenOpen)
  const covers = makeObjectUrls(keptCovers)
  const sounds = makeObjectUrls(keptSounds)
  const reads = makeReads(request)
  const addressOf = (url: string | undefined) => (url === undefined ? undefined : { url })
  const pictureAt = (path: string) => {
    const url = covers.get(path, () => openCover(request, path))
    return url instanceof Promise ? url.then(addressOf) : addressOf(url)
  }
  return {
    place: "browser",
    request,
    ...reads,
    ...makeEdits(request),
    ...makeSmartPlaylists(request),
    ...makeTrackState(request),
    cover: (releaseId, sizePx) => pictureAt(coverPath(releaseId, sizePx)),
    playlistCover: (name, sizePx) => pictureAt(playlistCoverPath(name, sizePx)),
    audio: async (trackId) => {
      const url = await sounds.get(trackId, () => openSound({ request, ...reads }, trackId))
      if (url === undefined) throw new ClientError("not-found", "There is no such track.")
      return url
    },
    events: listenToEvents(request),
    forgetAddresses: () => {
      covers.clear()
      sounds.clear()
    }
  }
}
