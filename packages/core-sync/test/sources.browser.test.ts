import { layerHttp } from "@deadwax/core-async/browser"
import * as Layer from "effect/Layer"
import { inject } from "vitest"
import { testContracts } from "../../core-async/test/harness/run-contract.ts"
import { davAccess } from "./sources/dav-access.contract.ts"
import { davFolders } from "./sources/dav-folders.contract.ts"
import { davTrouble } from "./sources/dav-trouble.contract.ts"
import { sourcesContract } from "./sources/sources.contract.ts"
import { layerDav } from "./sources/world-dav.ts"
import { layerSimulated } from "./sources/world-simulated.ts"

const suites = [{ name: "sources", cases: sourcesContract }]
const over = (space: Parameters<typeof layerDav>[1]) => Layer.provide(layerDav(inject("davServer"), space), layerHttp)

testContracts("a page, WebDAV with a feed of changes, Digest", suites, over({ feed: true, authentication: "digest" }))
testContracts("a page, WebDAV whose folders tell, Basic", suites, over({ foldersTell: true, authentication: "basic" }))
testContracts("a page, a simulated remote", suites, layerSimulated())
const server = inject("davServer")
const cases = [...davAccess(server), ...davTrouble(server), ...davFolders(server)]
testContracts("a page", [{ name: "trouble with WebDAV", cases }], layerHttp)
