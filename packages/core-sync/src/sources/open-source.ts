/** Opening a source that the library knows: its password is looked up, and what every source is wrapped in is put around it, in one order. */
import { type Bodies, type FileError, Files, type Http } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { SourceRow } from "../catalog/source-rows.ts"
import type { Snapshots } from "./compared-feed.ts"
import { openDirectory } from "./directory/directory-source.ts"
import { type SourceSettings, settingsOf } from "./settings.ts"
import type { Source } from "./source.ts"
import { failingAs, type SourceError } from "./source-error.ts"
import type { WebdavCredentials } from "./webdav/authorization.ts"
import { openWebdav } from "./webdav/webdav-source.ts"
import { type RetryPolicy, usualRetries } from "./wrappers/backoff.ts"
import { makeByteLimit } from "./wrappers/byte-limit.ts"
import { limited } from "./wrappers/limited.ts"
import { logged } from "./wrappers/logged.ts"
import { pausing } from "./wrappers/pausing.ts"
import { resuming } from "./wrappers/resuming.ts"
import { retrying } from "./wrappers/retrying.ts"

/** What opening a source takes besides its row. */
export interface OpeningSource {
  /** The program's environment variables: a source's password may be in one. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where to keep what was told; without it a source that has no feed of its own has none. */
  readonly snapshots?: Snapshots
  /** Nothing is asked a second time: for who wants to know at once. */
  readonly isImpatient?: boolean
  /** Told how long everything waits because the source asked for it, milliseconds, when that is worth a word. */
  readonly onWait?: (waitMs: number) => void
}

/** Bodies that are read from one source at a time, for each file that is fetched at a time: tags are small. */
const readsForEach = 2

const noRetries: RetryPolicy = { ...usualRetries, times: 0 }

/** No password has as many bytes. */
const longestPassword = 4096

type Credentials = Effect.Effect<WebdavCredentials | undefined, SourceError, Files>

/** The text of a password file: all of it but for a last line break. */
const passwordOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace(/\r?\n$/, "")

const elsewhere = ", or tell where the password is by now: sources set NAME --password-file FILE."

/** Fails as `credentials` when the password is not where it was said to be, or is empty. */
const findPassword = (
  name: string,
  { passwordFile, passwordVariable }: SourceSettings,
  environment: OpeningSource["environment"]
): Effect.Effect<string, SourceError, Files> => {
  const here = passwordFile ?? passwordVariable ?? ""
  // Who hears of it from afar is told what is wrong, and not where this machine keeps its passwords.
  const failing = (detail: string, cure: string, cause?: FileError): SourceError =>
    failingAs(name, "check")("credentials", detail, { here, cure: `${cure}${elsewhere}`, cause })
  const checked = (text: string, from: string): Effect.Effect<string, SourceError> =>
    text === "" || text.length > longestPassword || text.includes("\n")
      ? Effect.fail(failing(`${from} holds none, or more than one`, "Let it hold the password alone, in one line"))
      : Effect.succeed(text)
  if (passwordFile !== null) {
    const from = "the file of its password"
    return Effect.flatMap(Files, ({ readFile }) => readFile(passwordFile)).pipe(
      Effect.mapError((error) =>
        failing(`${from} cannot be read (${error.reason})`, "Check that the file is there and may be read", error)
      ),
      Effect.flatMap((bytes) => checked(passwordOf(bytes), from))
    )
  }
  if (passwordVariable === null) return Effect.succeed("")
  const told = environment[passwordVariable]
  const from = "the environment variable of its password"
  return told === undefined
    ? Effect.fail(failing(`${from} is not set`, "Set the variable where Deadwax runs"))
    : checked(told, from)
}

const findCredentials = (name: string, settings: SourceSettings, environment: OpeningSource["environment"]): Credentials => {
  const { user } = settings
  if (user === null) return Effect.succeed(undefined)
  return Effect.map(findPassword(name, settings, environment), (password) => ({
    username: user,
    password: Redacted.make(password, { label: "password" })
  }))
}

/** A server's requests are paced and made again one by one below; what remains is to heed it as a whole, and to read on where a body breaks off. */
const openServer = Effect.fnUntraced(function* ({ name, address, ...row }: SourceRow, opening: OpeningSource) {
  const settings = settingsOf(row)
  const credentials = yield* findCredentials(name, settings, opening.environment)
  const { snapshots, onWait, isImpatient = false } = opening
  const source = yield* openWebdav({
    name,
    url: address,
    allowPlainHttp: settings.allowPlainHttp,
    ...(credentials !== undefined && { credentials }),
    ...(snapshots !== undefined && { snapshots }),
    pace: { ...(isImpatient && { retries: noRetries }), ...(onWait !== undefined && { onWait }) }
  })
  const paused = pausing(source, settings.concurrency * readsForEach)
  return resuming(paused, isImpatient ? noRetries : usualRetries)
})

const openDisk = (
  { name, address, ...row }: SourceRow,
  { snapshots, isImpatient = false }: OpeningSource
): Effect.Effect<Source, never, Files | Bodies> =>
  Effect.map(openDirectory({ name, root: address, ...(snapshots !== undefined && { snapshots }) }), (source) => {
    const paused = pausing(source, settingsOf(row).concurrency * readsForEach)
    return isImpatient ? paused : retrying(paused)
  })

/** Outside of what asks again: what comes twice is paid for twice, since it crosses the network twice. */
const heldTo =
  ({ settings }: SourceRow) =>
  (source: Source): Source => {
    const { bytesPerSecond } = settingsOf({ settings })
    return logged(bytesPerSecond === null ? source : limited(source, makeByteLimit(bytesPerSecond)))
  }

/**
 * Opens a source that the library knows. A server is asked at once whether it is one and lets these credentials in; a directory that is not
 * there fails when it is asked for something. Fails as `protocol` for a kind that this version does not know.
 */
export const openSource = (row: SourceRow, opening: OpeningSource): Effect.Effect<Source, SourceError, Files | Bodies | Http> => {
  switch (row.kind) {
    case "directory":
      return Effect.map(openDisk(row, opening), heldTo(row))
    case "webdav":
      return Effect.map(openServer(row, opening), heldTo(row))
    default:
      return Effect.fail(
        failingAs(row.name, "check")("protocol", `is of the kind "${row.kind}", which this version of Deadwax cannot open`)
      )
  }
}
