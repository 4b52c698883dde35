/** [X4] What the site remembers, where storage refuses: the app goes on without it. */
import { afterEach, describe, expect, test } from "vitest"
import { forget, remember, remembered } from "../src/memory.ts"

const own = Object.getOwnPropertyDescriptor(globalThis, "localStorage")
afterEach(() => {
  if (own === undefined) Reflect.deleteProperty(globalThis, "localStorage")
  else Object.defineProperty(globalThis, "localStorage", own)
})

/** As browsers do: a site that may store nothing fails at the very look, one that is full at the writing. */
const refuse = (error: Error): void => {
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    get: () => {
      throw error
    }
  })
}

describe("the memory of the site", () => {
  test("[X4] costs nothing but itself where storage is forbidden or full", () => {
    for (const name of ["SecurityError", "QuotaExceededError"]) {
      refuse(new DOMException("not here", name))
      expect(remembered("key")).toBeUndefined()
      expect([remember("key", "value"), forget("key")]).toEqual([undefined, undefined])
    }
  })

  test("[X4] hides no failure of any other kind", () => {
    refuse(new ReferenceError("a bug"))
    for (const use of [() => remembered("key"), () => remember("key", "value"), () => forget("key")]) expect(use).toThrow("a bug")
  })
})
