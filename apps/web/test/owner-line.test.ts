/** [X4] A tab's line to the owner of the library, over real channels: what an owner does not answer whole is given back. */
import { afterEach, describe, expect, test } from "vitest"
import type { LibraryState } from "../src/library/browser-library.ts"
import type { AnswerWord } from "../src/port/messages.ts"
import { OwnerGone, type OwnerLine, openOwnerLine } from "../src/tabs/owner-line.ts"
import { type CommonWord, commonChannel, ownerChannel, type ToOwner, tabChannel } from "../src/tabs/words.ts"

const opened: Array<{ readonly close: () => void }> = []
afterEach(() => {
  for (const one of opened.splice(0)) one.close()
})

const channel = (name: string): BroadcastChannel => {
  const made = new BroadcastChannel(name)
  opened.push(made)
  return made
}

const message = { path: "/api/v1/status", method: "GET", headers: {}, body: undefined }
const forever = new AbortController().signal
const open: LibraryState = { kind: "open", notices: [], unfinishedImport: undefined }

interface Tab {
  readonly line: OwnerLine
  readonly tab: string
  readonly heard: ReadonlyArray<LibraryState>
}

const openTab = (): Tab => {
  const tab = crypto.randomUUID()
  const heard: Array<LibraryState> = []
  const line = openOwnerLine({ tab, onState: (state) => heard.push(state), onSilence: () => undefined })
  opened.push(line)
  return { line, tab, heard }
}

/** An owner that says of each request what it is told to. */
const owner = (term: string, tab: string, answers: (id: number) => ReadonlyArray<AnswerWord>) => {
  const asked = Promise.withResolvers<void>()
  const [common, inbox, to] = [channel(commonChannel), channel(ownerChannel(term)), channel(tabChannel(tab))]
  const tell = (): void => common.postMessage({ kind: "owner", term, state: open } satisfies CommonWord)
  common.addEventListener("message", ({ data }: MessageEvent<CommonWord>) => {
    if (data.kind === "who") tell()
  })
  inbox.addEventListener("message", ({ data: { word } }: MessageEvent<ToOwner>) => {
    if (word.kind !== "request") return
    for (const answer of answers(word.id)) to.postMessage(answer)
    asked.resolve()
  })
  tell()
  return { asked: asked.promise }
}

const bytes = (text: string) => new TextEncoder().encode(text)
const head = (id: number, type: string): AnswerWord => ({ kind: "head", id, status: 200, headers: [["content-type", type]] })

describe("a tab's line to the owner", () => {
  test("[X4] waits for an owner where there is none, and brings the answer whole", async () => {
    const { line, tab, heard } = openTab()
    const asked = line.ask(message, forever)
    owner("first", tab, (id) => [
      head(id, "application/json"),
      { kind: "chunk", id, bytes: bytes('{"a"') },
      { kind: "chunk", id, bytes: bytes(":1}") },
      { kind: "end", id }
    ])
    const answer = await asked
    expect([answer.headers.get("content-type"), await answer.json()]).toEqual(["application/json", { a: 1 }])
    expect(heard).toContainEqual(open)
  })

  test("[X4] gives back what was answered by half when another owner is there, or this tab is it", async () => {
    for (const next of ["another", "itself"] as const) {
      const { line, tab } = openTab()
      const half = owner(`half ${next}`, tab, (id) => [head(id, "application/json"), { kind: "chunk", id, bytes: bytes("[1,") }])
      const asked = line.ask(message, forever).catch((cause: unknown) => cause)
      await half.asked
      if (next === "another") owner("next", tab, () => [])
      else line.close()
      expect(await asked).toBeInstanceOf(OwnerGone)
    }
  })

  test("[X4] passes a stream of events on as it comes, until its owner goes", async () => {
    const { line, tab } = openTab()
    owner("streams", tab, (id) => [head(id, "text/event-stream"), { kind: "chunk", id, bytes: bytes("event: hello\n\n") }])
    const reader = (await line.ask(message, forever)).body!.getReader()
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("event: hello\n\n")
    owner("streams no more", tab, () => [])
    await expect(reader.read()).rejects.toBeInstanceOf(OwnerGone)
  })

  test("[X4] lets go of what nobody waits for any more", async () => {
    const { line, tab } = openTab()
    const { asked } = owner("silent", tab, () => [])
    const waiting = new AbortController()
    const answer = line.ask(message, waiting.signal)
    await asked
    waiting.abort(new Error("gone elsewhere"))
    await expect(answer).rejects.toThrow("gone elsewhere")
  })
})
