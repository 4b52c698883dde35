/** A place on the tests' own WebDAV server that wants a password and can hold its files back, as a slow one does. */
import { type Control, startDavServer } from "../../../../packages/core-sync/test/dav-server/dav-server.ts"

export interface Remote {
  /** As `deadwax sources add` takes it. */
  readonly url: string
  readonly put: (path: string, content: Uint8Array) => Promise<void>
  /** Sets how it misbehaves; `filesLeft`: so many files more are sent, the rest waits until it is set anew. */
  readonly wrong: (wrong: Extract<Control, { readonly do: "wrong" }>["wrong"]) => Promise<void>
  readonly stop: () => void
}

export const startRemote = async (): Promise<Remote> => {
  const { url, stop } = await startDavServer()
  const post = async (to: string, body: unknown) => (await fetch(to, { method: "POST", body: JSON.stringify(body) })).json()
  const id = await post(`${url}/spaces/`, { authentication: "digest" })
  const control = async (action: Control): Promise<void> => void (await post(`${url}/spaces/${id}/control`, action))
  return {
    url: `${url.replace(/^http/, "webdav")}/spaces/${id}/dav`,
    put: (path, content) => control({ do: "put", path, base64: Buffer.from(content).toString("base64") }),
    wrong: (wrong) => control({ do: "wrong", wrong }),
    stop
  }
}
