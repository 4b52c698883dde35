import * as Layer from "effect/Layer"
import { afterAll } from "vitest"
import { layer as ports, runtime } from "#runtime"
import { testContracts } from "../../core-async/test/harness/run-contract.ts"
import { startDavServer } from "./dav-server/dav-server.ts"
import { sourcesContract } from "./sources/sources.contract.ts"
import { layerDav } from "./sources/world-dav.ts"

const server = await startDavServer()
afterAll(server.stop)
const suites = [{ name: "sources", cases: sourcesContract }]
const over = (space: Parameters<typeof layerDav>[1]) => Layer.provide(layerDav(server.url, space), ports)

testContracts(`${runtime}, WebDAV with a feed of changes, Digest`, suites, over({ feed: true, authentication: "digest" }))
testContracts(
  `${runtime}, WebDAV whose folders tell, Basic, behind a proxy`,
  suites,
  over({ foldersTell: true, authentication: "basic", wholeUrls: true })
)
testContracts(`${runtime}, WebDAV whose folders do not tell`, suites, over({}))
