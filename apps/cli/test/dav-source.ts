/** A place on the tests' own WebDAV server, as a source of a command line that runs in a process of its own. */
import { mp3 } from "../../../packages/core-cache/test/world.ts"
import { type Control, startDavServer } from "../../../packages/core-sync/test/dav-server/dav-server.ts"
import { password, type SpaceOptions, userName } from "../../../packages/core-sync/test/dav-server/space.ts"

export { password, userName }

/** A song of its own, the longer the more frames. */
export const song = (title: string, frames = 20): Uint8Array =>
  mp3({ title, album: "Velvet", albumArtist: "Reds", artist: "Reds" }, frames)

export interface DavSource {
  /** As `sources add` takes it. */
  readonly url: string
  readonly control: (action: Control) => Promise<void>
  readonly put: (path: string, content: Uint8Array) => Promise<void>
  readonly stop: () => void
}

export const startDavSource = async (options: SpaceOptions = {}): Promise<DavSource> => {
  const { url, stop } = await startDavServer()
  const post = async (to: string, body: unknown): Promise<unknown> =>
    (await fetch(to, { method: "POST", body: JSON.stringify(body) })).json()
  const id = await post(`${url}/spaces/`, options)
  const control = async (action: Control) => void (await post(`${url}/spaces/${id}/control`, action))
  return {
    url: `${url.replace("http:", "webdav:")}/spaces/${id}/dav`,
    control,
    put: (path, content) => control({ do: "put", path, base64: Buffer.from(content).toString("base64") }),
    stop
  }
}
