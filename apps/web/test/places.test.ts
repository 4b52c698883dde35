/** [X4] Which library the app shows. */
import { describe, expect, test } from "vitest"
import { decidePlace } from "../src/places.ts"

describe("the place of the library", () => {
  test("[X4] pages of a server show its library unless this browser's was chosen", () => {
    expect(decidePlace("reachable", undefined)).toBe("server")
    expect(decidePlace("reachable", "server")).toBe("server")
    expect(decidePlace("reachable", "browser")).toBe("browser")
  })

  test("[X4] a server that does not answer is not silently replaced by another library", () => {
    expect(decidePlace("unreachable", undefined)).toBe("server")
    expect(decidePlace("unreachable", "browser")).toBe("browser")
  })

  test("[X4] without a server there is this browser only", () => {
    expect(decidePlace("none", undefined)).toBe("browser")
    expect(decidePlace("none", "server")).toBe("browser")
  })
})
