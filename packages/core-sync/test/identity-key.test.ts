/** The identity key: which names are of one recording, and which are not. */
import { describe, expect, test } from "vitest"
import { durationToleranceMs, identityKey, isSameRecording, type Recording } from "../src/catalog/identity-key.ts"

/** "Artist – Title", as a recording without a duration. */
const recording = (text: string): Recording => {
  const [artist = "", title = ""] = text.split(" – ")
  return { artist, title, durationMs: null }
}

const same: ReadonlyArray<readonly [string, string]> = [
  // How guests are written.
  ["A – Song (feat. B)", "A – Song (ft. B)"],
  ["A – Song (feat. B)", "A – Song (featuring B)"],
  ["A – Song (feat. B)", "A – Song (with B)"],
  ["A – Song (feat. B)", "A – Song [feat. B]"],
  ["A – Song (feat. B)", "A – Song {ft B}"],
  ["A – Song (feat. B)", "A – Song feat. B"],
  ["A – Song (feat. B)", "A – Song ft B"],
  ["A – Song (feat. B)", "A – Song Featuring B"],
  ["A – Song (Feat. B)", "A – Song (FT. b)"],
  ["A feat. B – Song", "A – Song (feat. B)"],
  ["A ft. B – Song", "A with B – Song"],
  ["A (feat. B) – Song", "A – Song [with B]"],
  ["A feat. B & C – Song", "A feat. C, B – Song"],
  ["A feat. B and C – Song", "A – Song (feat. B + C)"],
  ["A feat. B x C – Song", "A – Song (ft. C / B)"],
  ["A feat. B – Song (feat. B)", "A – Song (feat. B)"],
  ["A – Song (feat. B) [Live]", "A – Song [Live] (ft. B)"],
  ["A – Song (Live) feat. B", "A feat. B – Song (Live)"],
  ["A – Song (feat. Jürgen)", "A – Song (feat. JURGEN)"],
  // Brackets and punctuation.
  ["A – Song (Live)", "A – Song [Live]"],
  ["A – Song (Live)", "A – Song - Live"],
  ["A – Song: Part 2", "A – Song, Part 2"],
  ["A – Don't Stop", "A – Don’t Stop"],
  ["A – Don't Stop", "A – Dont Stop"],
  ["R.E.M. – Drive", "REM – Drive"],
  ["A – Song!", "A – Song"],
  ["A – “Song”", 'A – "Song"'],
  ["A – Song…", "A – Song..."],
  ["A – Rock & Roll", "A – Rock  &  Roll"],
  ["A – Mary-Ann", "A – Mary Ann"],
  // Case, width and composition.
  ["a – song", "A – SONG"],
  ["Björk – Jóga", "Bjo\u0308rk – Jo\u0301ga"],
  ["Björk – Jóga", "BJÖRK – JÓGA"],
  ["Björk – Jóga", "Bjork – Joga"],
  ["Sigur Rós – Hoppípolla", "SIGUR ROS – hoppipolla"],
  ["Ænima – Straße", "AENIMA – STRASSE"],
  ["Łona – Żółć", "łona – żółć"],
  ["Ｐｅｒｆｕｍｅ – ポリリズム", "Perfume – ﾎﾟﾘﾘｽﾞﾑ"],
  ["Ａ – Ｓｏｎｇ１", "A – Song1"],
  ["Кино – Группа крови", "КИНО – ГРУППА КРОВИ"],
  ["Ελλάδα – Ήλιος", "ΕΛΛΑΔΑ – ΗΛΙΟΣ"],
  ["A – ﬁre", "A – fire"],
  ["A – № 5", "A – No 5"],
  ["A – Ⅳ", "A – IV"],
  ["A – ☃", "A –  ☃ "],
  ["!!! – Must Be the Moon", "!!! – must be the moon"]
]

const different: ReadonlyArray<readonly [string, string]> = [
  // Titles that are not written in Latin letters.
  ["A – 春", "A – 秋"],
  ["A – 春", "A – 春よ"],
  ["A – さくら", "A – サクラ大戦"],
  ["A – Весна", "A – Осень"],
  ["A – אביב", "A – סתיו"],
  ["A – ربيع", "A – خريف"],
  ["A – ฤดูร้อน", "A – ฤดูหนาว"],
  ["A – वसंत", "A – शरद"],
  ["A – 봄", "A – 가을"],
  ["A – かき", "A – がき"],
  ["A – и", "A – н"],
  ["A – ά", "A – ο"],
  ["A – ★", "A – ♥"],
  ["A – !!!", "A – ???"],
  ["A – 😀", "A – 😢"],
  ["A – +", "A – ÷"],
  ["山 – Song", "川 – Song"],
  // What a bracket says is another recording.
  ["A – Song", "A – Song (Live)"],
  ["A – Song", "A – Song (Remix)"],
  ["A – Song (Live)", "A – Song (Acoustic)"],
  ["A – Song (B Remix)", "A – Song (C Remix)"],
  ["A – Song (Part 1)", "A – Song (Part 2)"],
  ["A – Song (2011 Remaster)", "A – Song (2015 Remaster)"],
  ["A – Song I", "A – Song II"],
  ["A – 1", "A – 10"],
  // Guests.
  ["A – Song", "A – Song (feat. B)"],
  ["A – Song (feat. B)", "A – Song (feat. C)"],
  ["A – Song (feat. B)", "A – Song (feat. B & C)"],
  ["A – Song (feat. 山)", "A – Song (feat. 川)"],
  ["A – Girl with One Eye", "A – Girl (with One Eye)"],
  ["A – Gift of B", "A – Gi"],
  ["A – Defeat B", "A – De (feat. B)"],
  // What merely looks alike.
  ["A – Every Day", "A – Everyday"],
  ["A B – Song", "A – B Song"],
  ["A – Song", "B – Song"],
  ["The A – Song", "A – Song"],
  ["A – Pink", "A – Punk"],
  ["A – Ma", "A – Mä x"],
  ["A – C", "A – C D"]
]

describe("[C15] one recording", () => {
  test.each(same)("[C15] %s and %s", (a, b) => {
    expect(identityKey(recording(a))).not.toBeNull()
    expect(identityKey(recording(a))).toBe(identityKey(recording(b)))
    expect(isSameRecording(recording(a), recording(b))).toBe(true)
  })
})

describe("[C15] two recordings", () => {
  test.each(different)("[C15] %s and %s", (a, b) => {
    expect(identityKey(recording(a))).not.toBeNull()
    expect(identityKey(recording(a))).not.toBe(identityKey(recording(b)))
    expect(isSameRecording(recording(b), recording(a))).toBe(false)
  })
})

test("[C15] 85 pairs are told", () => expect(same.length + different.length).toBe(85))

test.each([
  [null, "A"],
  ["Song", null],
  ["", "A"],
  ["  ", "A"],
  ["Song", " "]
])("[C15] of title %j and artist %j nothing can be said, not even that it is itself", (title, artist) => {
  const told = { title, artist, durationMs: 1000 }
  expect([identityKey(told), isSameRecording(told, told)]).toEqual([null, false])
})

test("[C15] durations are compared as they are, so that no two that lie near fall to different sides of an edge", () => {
  const lasting = (durationMs: number | null): Recording => ({ ...recording("A – Song"), durationMs })
  for (let ms = 0; ms < 20_000; ms += 499) {
    expect(isSameRecording(lasting(ms), lasting(ms + durationToleranceMs))).toBe(true)
    expect(isSameRecording(lasting(ms + durationToleranceMs), lasting(ms))).toBe(true)
    expect(isSameRecording(lasting(ms), lasting(ms + durationToleranceMs + 1))).toBe(false)
  }
  const long = 9 * durationToleranceMs
  expect([isSameRecording(lasting(null), lasting(long)), isSameRecording(lasting(long), lasting(null))]).toEqual([true, true])
  expect(durationToleranceMs).toBe(2000)
})

test("[C15] where the artist ends tells recordings apart, and guests that have no name are none", () => {
  expect(identityKey(recording("AB – C"))).not.toBe(identityKey(recording("A – BC")))
  expect(identityKey(recording("A – Song (feat. )"))).toBe(identityKey(recording("A – Song")))
  expect(identityKey(recording("A – Song (feat. B, , C)"))).toBe(identityKey(recording("A – Song (feat. C, B)")))
})
