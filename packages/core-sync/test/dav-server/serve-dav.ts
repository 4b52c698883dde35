/** Starts the tests' WebDAV server for pages, which cannot start one, and tells them where it is. */
import type { TestProject } from "vitest/node"
import { startDavServer } from "./dav-server.ts"

declare module "vitest" {
  export interface ProvidedContext {
    readonly davServer: string
  }
}

export default async (project: TestProject): Promise<() => void> => {
  const { url, stop } = await startDavServer()
  project.provide("davServer", url)
  return stop
}
