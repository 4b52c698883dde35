/** Starts the answering server for pages, which cannot start one, and tells them where it is. */
import type { TestProject } from "vitest/node"
import { startAnsweringServer } from "./answering-server.ts"

declare module "vitest" {
  export interface ProvidedContext {
    readonly answeringServer: Awaited<ReturnType<typeof startAnsweringServer>>["urls"]
  }
}

export default async (project: TestProject): Promise<() => void> => {
  const { urls, stop } = await startAnsweringServer()
  project.provide("answeringServer", urls)
  return stop
}
