import { describe, expect, test } from "vitest"
import { nextNonceOf, offersOf } from "../src/sources/webdav/challenges.ts"
import { type DigestChallenge, digestAuthorization } from "../src/sources/webdav/digest.ts"

/** The examples of RFC 7616, 3.9.1, and of RFC 2069 as its erratum has it. */
const challenge: DigestChallenge = {
  realm: "http-auth@example.org",
  nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
  opaque: "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
  algorithm: "MD5",
  isSession: false,
  hasQop: true,
  hashesUser: false
}
const mufasa = { username: "Mufasa", password: "Circle of Life" }
const request = {
  method: "GET",
  uri: "/dir/index.html",
  count: 1,
  clientNonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
}

describe("answers to Digest", () => {
  test("[Y16] are those of the standard, for MD5 and SHA-256", () => {
    expect(digestAuthorization(challenge, mufasa, request)).toBe(
      'Digest username="Mufasa", realm="http-auth@example.org", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", uri="/dir/index.html", ' +
        'algorithm=MD5, qop=auth, nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", ' +
        'response="8ca523f5e9506fed4657c9700eebdbec", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )
    expect(digestAuthorization({ ...challenge, algorithm: "SHA-256" }, mufasa, request)).toContain(
      'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"'
    )
  })

  test("[Y16] are those of the older standard where a server knows no other", () => {
    const old = {
      ...challenge,
      realm: "testrealm@host.com",
      nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
      opaque: undefined,
      hasQop: false
    }
    const answer = digestAuthorization(old, { username: "Mufasa", password: "CircleOfLife" }, request)
    expect(answer).toContain('response="1949323746fe6a43ef61f9606e7febea"')
    expect(answer).not.toMatch(/qop|nc=|cnonce/)
  })

  test("[Y16] write a user's name quoted, encoded or hashed", () => {
    const named = (username: string, change: Partial<DigestChallenge> = {}): string =>
      digestAuthorization({ ...challenge, ...change }, { ...mufasa, username }, request).split(", realm=")[0] ?? ""
    expect(named('a"b\\c')).toBe('Digest username="a\\"b\\\\c"')
    expect(named("Jäsøn Doe")).toBe("Digest username*=UTF-8''J%C3%A4s%C3%B8n%20Doe")
    expect(named("Mufasa", { hashesUser: true })).toMatch(/^Digest username="[0-9a-f]{32}", userhash=true$/)
  })
})

describe("challenges", () => {
  const schemes = (header: string) =>
    offersOf(header).map((offer) =>
      offer.scheme === "basic" ? "basic" : `${offer.challenge.algorithm}${offer.isStale ? " stale" : ""}`
    )

  test.each<readonly [header: string, offers: ReadonlyArray<string>]>([
    ['Basic realm="a"', ["basic"]],
    ['basic realm=a, Digest realm="b, Basic c", nonce="n", qop="auth"', ["MD5", "basic"]],
    [
      'Digest realm="a", nonce="n", algorithm=MD5, Digest realm="a", nonce="m", algorithm=SHA-256, Basic realm="x"',
      ["SHA-256", "MD5", "basic"]
    ],
    ['Digest nonce="n", stale=TRUE, qop="auth-int,auth"', ["MD5 stale"]],
    ['Digest nonce="n", qop="auth-int"', []],
    ['Digest nonce="n", algorithm=SHA-512-256', []],
    ['Digest realm="no nonce"', []],
    ["Bearer", []],
    ["Negotiate, NTLM, Basic", ["basic"]],
    ["", []],
    ['"===,,;', []]
  ])("[Y16] %s", (header, offers) => {
    expect(schemes(header)).toEqual(offers)
  })

  test("[Y16] the next nonce is taken where it is given", () => {
    expect(nextNonceOf('nextnonce="abc", qop=auth, rspauth="x"')).toBe("abc")
    expect([nextNonceOf("qop=auth"), nextNonceOf(undefined)]).toEqual([undefined, undefined])
  })
})
