/** A server that answers as the path says, for the contract of the HTTP port. Pages of any origin may ask it. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { createServer as createSecureServer } from "node:https"
import type { AddressInfo, Server } from "node:net"
import { gzipSync } from "node:zlib"
import { selfSigned } from "./self-signed.ts"

const pageHeaders = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "*",
  "access-control-allow-headers": "*, authorization",
  "access-control-expose-headers": "*"
}

/** Something that will have happened, once, and whoever waits for it. */
const makeSignal = () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { happened: promise, happen: resolve }
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

const makeAnswers = () => {
  const signals = { endless: makeSignal(), never: makeSignal(), begun: makeSignal() }
  const endless = (response: ServerResponse): void => {
    response.writeHead(200, pageHeaders)
    const chunk = Buffer.alloc(65_536)
    const write = (): void => {
      while (response.write(chunk)) if (response.destroyed) return
    }
    response.on("drain", write)
    response.on("close", () => signals.endless.happen())
    write()
  }
  const short = (response: ServerResponse, headers: Record<string, string>): void => {
    response.writeHead(200, { ...pageHeaders, ...headers })
    response.write("abc", () => response.destroy())
  }
  const say = (response: ServerResponse, text: string | Buffer, headers: Record<string, string> = {}): void =>
    void response.writeHead(200, { ...pageHeaders, ...headers }).end(text)
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost")
    const [, name = "", value = ""] = pathname.split("/")
    if (request.method === "OPTIONS") say(response, "")
    else if (name === "hello") say(response, "hello", { "content-type": "text/plain" })
    else if (name === "echo") {
      const { method, url, headers } = request
      say(response, JSON.stringify({ method, url, headers, body: await bodyOf(request) }))
    } else if (name === "set-cookie") say(response, "", { "set-cookie": "crumb=1; Path=/" })
    else if (name === "status") response.writeHead(Number(value), pageHeaders).end()
    else if (name === "gzip") say(response, gzipSync("packed ".repeat(1000)), { "content-encoding": "gzip" })
    else if (name === "bytes") say(response, Buffer.alloc(Number(value), 7))
    else if (name === "redirect") response.writeHead(302, { ...pageHeaders, location: searchParams.get("to") ?? "" }).end()
    else if (name === "short") short(response, { "content-length": "100" })
    else if (name === "short-chunks") short(response, {})
    else if (name === "hang-up") request.socket.destroy()
    else if (name === "endless") endless(response)
    else if (name === "endless-is-over") await signals.endless.happened.then(() => say(response, "over"))
    else if (name === "never") {
      signals.begun.happen()
      response.on("close", () => signals.never.happen())
    } else if (name === "never-has-begun") await signals.begun.happened.then(() => say(response, "begun"))
    else if (name === "never-is-over") await signals.never.happened.then(() => say(response, "over"))
    else response.writeHead(404, pageHeaders).end()
  }
}

const listen = async (server: Server): Promise<number> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, "127.0.0.1", resolve)
  await promise
  return (server.address() as AddressInfo).port
}

/** Starts it on ports of its own; `stop` ends every connection. */
export const startAnsweringServer = async () => {
  const answer = makeAnswers()
  const plain = createServer((request, response) => void answer(request, response))
  const secure = createSecureServer(selfSigned, (_request, response) => response.end("hello"))
  const closed = createServer()
  const [port, securePort, closedPort] = [await listen(plain), await listen(secure), await listen(closed)]
  closed.close()
  return {
    urls: {
      url: `http://localhost:${port}`,
      selfSignedUrl: `https://localhost:${securePort}`,
      closedUrl: `http://localhost:${closedPort}`
    },
    stop: (): void => {
      for (const server of [plain, secure]) {
        server.close()
        server.closeAllConnections()
      }
    }
  }
}
