/** A library on a server, reached from its own pages. */
import type { Client, RequestOptions } from "./client.ts"
import { ClientError } from "./client-error.ts"
import { coverPath, playlistCoverPath } from "./cover-path.ts"
import { makeEdits } from "./edits.ts"
import { listenToEvents } from "./listen.ts"
import { makeReads } from "./reads.ts"
import { makeSmartPlaylists } from "./smart-playlists.ts"
import { makeTrackState } from "./track-state.ts"

const send = async (path: string, options: RequestOptions = {}): Promise<Response> => {
  const { method = "GET", body, accept = "application/json", signal } = options
  const headers: Record<string, string> = { accept }
  if (body !== undefined) headers["content-type"] = "application/json"
  try {
    return await fetch(path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal })
    })
  } catch (cause) {
    if (signal?.aborted === true) throw signal.reason
    throw new ClientError(
      "unreachable",
      "The server does not answer.",
      "Start it again (deadwax serve), or check the connection.",
      cause
    )
  }
}

export const makeServerClient = (): Client => ({
  place: "server",
  request: send,
  ...makeReads(send),
  ...makeEdits(send),
  ...makeSmartPlaylists(send),
  ...makeTrackState(send),
  cover: (releaseId, sizePx) => ({ url: coverPath(releaseId, sizePx) }),
  playlistCover: (name, sizePx) => ({ url: playlistCoverPath(name, sizePx) }),
  audio: async (trackId) => `/api/v1/tracks/${encodeURIComponent(trackId)}/audio`,
  events: listenToEvents(send)
})
