/** Paths as they are stored, and back. */
import { expect, test } from "vitest"
import { absolutePath, isBelow, relativePath } from "../src/scan/paths.ts"

test.each(["/music", "/"])("[R1] a path below the root %s is stored without it, and made absolute again", (root) => {
  for (const path of ["Velvet", "Velvet/01.mp3", "1/2/3", " "]) {
    expect(relativePath(root, absolutePath(root, path))).toBe(path)
    expect(isBelow(absolutePath(root, path), root)).toBe(true)
  }
  expect(relativePath(root, `${absolutePath(root, "Velvet")}//`)).toBe("Velvet")
  for (const path of [root, "Velvet", "01923f", "music/Velvet", ""]) expect(relativePath(root, path)).toBeUndefined()
})

test("[R1] what lies beside the root is not below it", () => {
  for (const path of ["/musical/x", "/mus", "/other/music/x"]) expect(relativePath("/music", path)).toBeUndefined()
})
