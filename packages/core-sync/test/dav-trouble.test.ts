import { once } from "node:events"
import { createServer } from "node:https"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { layer as ports, runtime } from "#runtime"
import { testContracts } from "../../core-async/test/harness/run-contract.ts"
import { selfSigned } from "../../core-async/test/http/self-signed.ts"
import { openWebdav } from "../src/sources/webdav/webdav-source.ts"
import { startDavServer } from "./dav-server/dav-server.ts"
import { davAccess } from "./sources/dav-access.contract.ts"
import { davFolders } from "./sources/dav-folders.contract.ts"
import { davTrouble } from "./sources/dav-trouble.contract.ts"
import { noRetries } from "./sources/world-dav.ts"

const server = await startDavServer()
afterAll(server.stop)

const cases = [...davAccess(server.url), ...davTrouble(server.url), ...davFolders(server.url)]
testContracts(runtime, [{ name: "trouble with WebDAV", cases }], ports)

test("[Y16] a certificate that nobody vouches for is refused, and the remedy says how to trust one's own", async () => {
  const secure = createServer(selfSigned, (_request, response) => response.end()).listen(0, "127.0.0.1")
  await once(secure, "listening")
  const url = `https://localhost:${(secure.address() as AddressInfo).port}/`
  const opened = openWebdav({ name: "Attic", url, pace: { retries: noRetries } })
  const error = await Effect.runPromise(Effect.flip(Effect.provide(opened, ports)))
  expect([error.reason, error.isRetryable]).toEqual(["certificate", false])
  expect(error.message).toMatch(/^Attic: https:\/\/localhost:\d+ cannot prove to be that server/)
  expect(error.remedy).toContain("NODE_EXTRA_CA_CERTS")
  secure.close()
})
