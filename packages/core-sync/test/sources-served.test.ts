import * as Layer from "effect/Layer"
import { afterAll } from "vitest"
import { layer as ports, runtime } from "#runtime"
import { testContracts } from "../../core-async/test/harness/run-contract.ts"
import * as apache from "./real-servers/apache.ts"
import * as rclone from "./real-servers/rclone.ts"
import { sourcesContract } from "./sources/sources.contract.ts"
import { layerServed } from "./sources/world-served.ts"

const digest = await apache.startApache("Digest")
const plain = await rclone.startRclone()
afterAll(() => Promise.all([digest.stop(), plain.stop()]))

const suites = [{ name: "sources", cases: sourcesContract }]
const mary = { username: apache.user, password: apache.password }

testContracts(`${runtime}, Apache's mod_dav, Digest`, suites, Layer.provide(layerServed(digest, mary), ports))
testContracts(`${runtime}, rclone serve webdav, Basic`, suites, Layer.provide(layerServed(plain, mary), ports))
