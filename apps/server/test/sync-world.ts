/** A served library with a source that a test changes: a directory, or a place on the tests' own WebDAV server. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { LibraryCache } from "@deadwax/core-cache"
import { addSource, defaultSyncPolicy, type SyncPolicy, snapshotsIn, syncSource } from "@deadwax/core-sync"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { layer as runtimeLayer } from "#runtime"
import { mp3 } from "../../../packages/core-cache/test/world.ts"
import { type Control, startDavServer } from "../../../packages/core-sync/test/dav-server/dav-server.ts"
import { password, userName } from "../../../packages/core-sync/test/dav-server/space.ts"
import type { AppPorts } from "../src/create-app.ts"
import { makeWorld, type World } from "./world.ts"

export type SourceKind = "directory" | "webdav"

/** A song of its own. */
export const song = (title: string): Uint8Array => mp3({ title, album: "Velvet", albumArtist: "Reds", artist: "Reds" })

interface Remote {
  readonly address: string
  readonly settings: Record<string, unknown>
  readonly put: (path: string, content: Uint8Array) => Promise<void>
  readonly remove: (path: string) => Promise<void>
  readonly wrong: (wrong: Record<string, unknown>) => Promise<void>
  readonly end: () => Promise<void>
}

const directoryRemote = (root: string): Remote => ({
  address: root,
  settings: {},
  put: async (path, content) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  },
  remove: async (path) => rmSync(join(root, path)),
  wrong: () => Promise.reject(new Error("a directory does not misbehave")),
  end: async () => undefined
})

const webdavRemote = async (): Promise<Remote> => {
  const { url, stop } = await startDavServer()
  const post = async (to: string, body: unknown) => (await fetch(to, { method: "POST", body: JSON.stringify(body) })).json()
  const id = await post(`${url}/spaces/`, { authentication: "digest" })
  const control = async (action: Control) => void (await post(`${url}/spaces/${id}/control`, action))
  return {
    address: `${url}/spaces/${id}/dav/`,
    settings: { user: userName, passwordVariable: "DAV_PASSWORD" },
    put: (path, content) => control({ do: "put", path, base64: Buffer.from(content).toString("base64") }),
    remove: (path) => control({ do: "remove", path }),
    wrong: (wrong) => control({ do: "wrong", wrong }),
    end: async () => void (await stop())
  }
}

/** Moves the clock of everything that runs through the app. */
const shifted = (clock: Clock.Clock, byMs: () => number): Clock.Clock => ({
  currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe() + byMs(),
  currentTimeMillis: Effect.map(clock.currentTimeMillis, (ms) => ms + byMs()),
  monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
  monotonicTimeNanos: clock.monotonicTimeNanos,
  currentTimeNanosUnsafe: () => clock.currentTimeNanosUnsafe() + BigInt(byMs()) * 1_000_000n,
  currentTimeNanos: Effect.map(clock.currentTimeNanos, (ns) => ns + BigInt(byMs()) * 1_000_000n),
  sleep: (duration) => clock.sleep(duration)
})

export interface SyncWorld extends World {
  /** Another source, of a directory that is there and empty; answers where that is. */
  readonly addDirectory: (name: string) => Promise<string>
  readonly remote: Remote
  readonly music: string
  /** So much time passes at once. */
  readonly pass: (minutes: number) => void
}

const jsonBy =
  (get: World["get"]) =>
  async <T>(path: string, init?: RequestInit): Promise<T> => {
    const response = await get(path, init)
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

/** A library that is empty, and one source named NAS. */
export const makeSyncWorld = async (kind: SourceKind, policy: Partial<SyncPolicy> = {}): Promise<SyncWorld> => {
  let aheadMs = 0
  let place = ""
  const run = (world: World): AppPorts["run"] => world.run
  const inner: { world?: World } = {}
  const ports: Partial<AppPorts> = {
    run: (effect, signal) => {
      if (inner.world === undefined) return Promise.reject(new Error("not yet"))
      const onClock = Effect.flatMap(Clock.Clock, (clock) =>
        Effect.provideService(
          effect,
          Clock.Clock,
          shifted(clock, () => aheadMs)
        )
      )
      return run(inner.world)(onClock, signal)
    },
    sync: (request) =>
      Effect.gen(function* () {
        const opening = { environment: { DAV_PASSWORD: password }, snapshots: yield* snapshotsIn(`${place}/state/sources`) }
        return yield* syncSource({ ...request, opening })
      }).pipe(Effect.provide(runtimeLayer))
  }
  const world = await makeWorld({ music: "empty" })
  inner.world = world
  place = world.directory
  const app = (await import("../src/create-app.ts")).createApp({
    version: "1.2.3",
    run: ports.run ?? world.run,
    ...(ports.sync !== undefined && { sync: ports.sync }),
    coverDirectory: join(world.directory, "state/covers"),
    access: { hosts: ["localhost"] }
  })
  const get: World["get"] = (path, init) => app.fetch(new Request(`http://localhost:4747${path}`, init))
  const remote = kind === "directory" ? directoryRemote(join(world.directory, "nas")) : await webdavRemote()
  mkdirSync(join(world.directory, "nas"))
  const add = async (row: Parameters<typeof addSource>[1]) => {
    const adding = Effect.flatMap(LibraryCache, ({ inLibraryDb }) => inLibraryDb((database) => addSource(database, row, 0)))
    if (Exit.isFailure(await world.run(adding))) throw new Error("the source was not added")
  }
  await add({
    name: "NAS",
    kind,
    address: remote.address,
    settings: remote.settings,
    policy: { ...defaultSyncPolicy, ...policy }
  })
  return {
    ...world,
    app,
    get,
    json: jsonBy(get),
    addDirectory: async (name) => {
      const address = join(world.directory, name)
      mkdirSync(address)
      await add({ name, kind: "directory", address, settings: {}, policy: { ...defaultSyncPolicy } })
      return address
    },
    remote,
    music: join(world.directory, "music"),
    pass: (minutes) => {
      aheadMs += minutes * 60_000
    },
    end: async () => {
      app.stop()
      await world.end()
      await remote.end()
    }
  }
}
