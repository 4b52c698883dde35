/** Where a source is, as people write it: `dir:/mnt/nas/Music`, `webdav://nas.local/music` (plain http), `webdavs://cloud.example/dav` (https). */
import * as Result from "effect/Result"

/** Which sources can be opened. */
export type SourceKind = "directory" | "webdav"

/** What was written, taken apart. `address`: the path as it was written, or an http or https URL. */
export interface SourceAddress {
  readonly kind: SourceKind
  readonly address: string
}

/** Why a text is no source's address. Neither sentence repeats it: what was written may hold a password. */
export interface AddressProblem {
  readonly message: string
  readonly remedy: string
}

const forms = "Write dir:/path/of/music, webdavs://host/path (https) or webdav://host/path (plain http)."

const noSource: AddressProblem = { message: "this is no address of a source", remedy: forms }

const noHost: AddressProblem = { message: "the address names no host, or is none that can be asked", remedy: forms }

const holdsSecret: AddressProblem = {
  message: "the address holds a user name or a password, and addresses are shown",
  remedy: "Leave it out of the address; give the name with --user, and the password in a file with --password-file."
}

const holdsMore: AddressProblem = {
  message: "the address holds more than a host and a path",
  remedy: "Leave out what follows the ? or #."
}

const readWebAddress = (scheme: string, rest: string): Result.Result<SourceAddress, AddressProblem> => {
  const text = `${scheme}:${rest}`
  if (!rest.startsWith("//") || !URL.canParse(text)) return Result.fail(noHost)
  const url = new URL(text)
  if (url.username !== "" || url.password !== "") return Result.fail(holdsSecret)
  if (/[?#]/.test(rest)) return Result.fail(holdsMore)
  return Result.succeed({ kind: "webdav", address: url.href })
}

/** Takes an address apart. */
export const parseSourceUrl = (text: string): Result.Result<SourceAddress, AddressProblem> => {
  const [, scheme = "", rest = ""] = /^([a-z]+):(.*)$/is.exec(text) ?? []
  switch (scheme.toLowerCase()) {
    case "dir":
      return rest.replaceAll("/", "") === "" && !rest.startsWith("/")
        ? Result.fail({ message: "the address names no directory", remedy: forms })
        : Result.succeed({ kind: "directory", address: rest.replace(/^\/\/(?=\/)/, "") })
    case "webdav":
      return readWebAddress("http", rest)
    case "webdavs":
      return readWebAddress("https", rest)
    case "http":
    case "https":
      return Result.fail({
        message: "this says how it is reached, and not what kind of source it is",
        remedy: "If it is a WebDAV server, write webdavs:// for https:// and webdav:// for http://."
      })
    default:
      return Result.fail(noSource)
  }
}

/** The address as people write it; it holds no user name and no password. */
export const sourceUrl = (kind: string, address: string): string => {
  if (kind !== "webdav") return `${kind === "directory" ? "dir" : kind}:${address}`
  return address.replace(/^http(s?):/, "webdav$1:")
}

const longestName = 60

/** What follows `sync` on the command line, and is no source. */
const reservedNames: ReadonlyArray<string> = ["cancel", "history"]

/** Why a source cannot be called so; undefined: it can. A source's name becomes part of the names of files (SPEC X1). */
export const sourceNameProblem = (name: string): string | undefined => {
  if (name === "") return "it is empty"
  if (reservedNames.includes(name.toLowerCase())) return "sync has a command of this name"
  if (name.length > longestName) return `it has more than ${longestName} characters`
  if (/[\p{Cc}\p{Cs}/\\:*?"<>|]/u.test(name)) return "it holds a character that not every disk takes in a name"
  if (/^[\s.-]|[\s.]$/u.test(name)) return "it begins with a dash, a dot or a space, or ends with a dot or a space"
  return undefined
}
