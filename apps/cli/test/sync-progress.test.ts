/** The words about a file that a sync could not bring. */
import { expect, test } from "vitest"
import { failedText } from "../src/print/sync-progress.ts"

const failed = (path: string, reason?: string) => failedText({ path, reason })

test("[X6] a file that failed is named once, by its name at the source and by that here where they differ", () => {
  expect(failed("a/b.mp3", "a/b.mp3: it is empty at the source")).toBe("a/b.mp3: it is empty at the source")
  expect(failed("a/b.mp3", "Music/a/b.mp3: it is empty at the source")).toBe("a/b.mp3: Music/a/b.mp3: it is empty at the source")
  expect(failed("a/b.mp3")).toBe("a/b.mp3: failed")
  expect(failed("a\n.mp3", "a\n.mp3: \u001b[31m")).toBe("a\\n.mp3: \\x1B[31m")
})
