import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { parseSourceUrl, sourceNameProblem, sourceUrl } from "../src/sources/address.ts"

const read = (text: string) => Result.getOrUndefined(parseSourceUrl(text))

describe("[Y16] addresses of sources", () => {
  test.each([
    ["dir:/mnt/nas/Music", "directory", "/mnt/nas/Music"],
    ["dir:Music", "directory", "Music"],
    ["dir:///mnt/nas", "directory", "/mnt/nas"],
    ["DIR:/a b/ä?#", "directory", "/a b/ä?#"],
    ["webdav://nas.local/music", "webdav", "http://nas.local/music"],
    ["webdavs://cloud.example:8443/dav/ä b/", "webdav", "https://cloud.example:8443/dav/%C3%A4%20b/"],
    ["WebDAVs://Cloud.Example", "webdav", "https://cloud.example/"]
  ])("%s is a %s", (text, kind, address) => {
    expect(read(text)).toEqual({ kind, address })
  })

  test.each([
    ["webdavs://me:hunter2@cloud.example/dav", /holds a user name or a password/],
    ["webdav://me@cloud.example/dav", /holds a user name or a password/],
    ["webdavs://cloud.example/dav?token=hunter2", /more than a host and a path/],
    ["webdavs://cloud.example/dav#hunter2", /more than a host and a path/],
    ["webdavs:/cloud.example", /names no host/],
    ["webdavs://", /names no host/],
    ["webdavs://[hunter2", /names no host/],
    ["https://hunter2@cloud.example/", /what kind of source/],
    ["dir:", /names no directory/],
    ["s3://hunter2", /no address of a source/],
    ["/mnt/hunter2", /no address of a source/],
    ["", /no address of a source/]
  ])("%s is refused in words that do not repeat it", (text, told) => {
    const problem = Result.match(parseSourceUrl(text), { onSuccess: () => undefined, onFailure: (found) => found })
    expect(problem?.message).toMatch(told)
    expect(JSON.stringify(problem)).not.toContain("hunter2")
    expect(problem?.remedy).not.toBe("")
  })

  test("an address is shown as it is written", () => {
    for (const text of ["dir:/mnt/nas", "webdav://nas.local/music", "webdavs://cloud.example:8443/dav/"]) {
      const { kind = "", address = "" } = read(text) ?? {}
      expect(sourceUrl(kind, address)).toBe(text)
    }
  })

  test("a name is one that files can bear", () => {
    for (const name of ["NAS", "My cloud 2", "日本", "a.b-c"]) expect([name, sourceNameProblem(name)]).toEqual([name, undefined])
    for (const name of ["", "a/b", "a\\b", "a:b", "-a", ".a", " a", "a ", "a.", "a\nb", "\ud800", "x".repeat(61)])
      expect([name, sourceNameProblem(name)]).not.toEqual([name, undefined])
  })
})
