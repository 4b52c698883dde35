import { parse } from "@decimalturn/toml-patch"
import { expect, test } from "vitest"
import { seededChoices } from "../../core-tags/test/seeded-choices.ts"
import type { PlacedEntry } from "../src/collections/entry.ts"
import { collageKind as kind } from "../src/collections/kind.ts"
import { CollectionProblem, parseCollection } from "../src/collections/parse-collection.ts"
import { rewriteCollection } from "../src/collections/rewrite-collection.ts"

const parsed = (text: string) => {
  const answer = parseCollection(text, kind)
  if (answer instanceof CollectionProblem) throw new Error(answer.text)
  return answer
}

const placed = (text: string): ReadonlyArray<PlacedEntry> => parsed(text).entries.map((entry, from) => ({ ...entry, from }))
const rewritten = (text: string, entries: ReadonlyArray<PlacedEntry>) => rewriteCollection(text, kind, parsed(text), entries)
const fresh = (id: string): PlacedEntry => ({ id, description: `about ${id}`, isMissing: false, from: null })

const file = `# For the road.
owner = "me"

[[releases]]
uuid = "a"   # trailing
description_meta = "A"
note = "kept"

# about b
[[releases]]
uuid = "b"
description_meta = "B {MISSING}"
missing = true # lent

[[releases]]
uuid = "a"

[view]
x = 1
# the end
`

test("[U10] the same entries leave the text alone, whatever it looks like", () => {
  for (const text of [
    file,
    "",
    "\ufeff",
    "# only a comment",
    "releases=[]",
    "x = '''\n[[releases]]\n'''",
    file.replaceAll("\n", "\r\n")
  ])
    expect(rewritten(text, placed(text))).toBe(text)
})

test("[U10] marks change their lines alone; a comment behind a mark that goes stays", () => {
  const [first, second, third] = placed(file)
  const entries = [
    { ...first!, isMissing: true },
    { ...second!, description: "B", isMissing: false },
    { ...third!, description: "A 2" }
  ]
  expect(rewritten(file, entries)).toBe(
    file
      .replace('"A"\n', '"A"\nmissing = true\n')
      .replace("B {MISSING}", "B")
      .replace("missing = true # lent", "# lent")
      .replace('uuid = "a"\n\n[view]', 'uuid = "a"\ndescription_meta = "A 2"\n\n[view]')
  )
})

test("[U10] an entry that moves takes the comment above it along; one that goes takes it away; the file's own stays", () => {
  const [first, second, third] = placed(file)
  expect(rewritten(file, [second!, third!, first!])).toMatch(
    /^# For the road\.\nowner = "me"\n\n# about b\n\[\[releases\]\]\nuuid = "b"/
  )
  expect(rewritten(file, [first!, third!])).not.toContain("about b")
  expect(rewritten(file, [])).toBe('# For the road.\nowner = "me"\n\n[view]\nx = 1\n# the end\n')
  expect(rewritten("# mine\n[[releases]]\nuuid = 'x'", [])).toBe("# mine\n")
})

test("[U10] new entries come in the file's own form, and anything can be written in them", () => {
  const odd = { ...fresh("c"), description: 'q"\\ \u007f\u0001\t😀' }
  for (const text of [
    "",
    "# c",
    "\ufeff# c\r\n",
    "releases = []\nx = 1\n",
    file,
    file.replaceAll("\n", "\r\n"),
    "[view]\nx = 1\n"
  ]) {
    const before = placed(text)
    const after = rewritten(text, [...before, odd]) ?? ""
    expect(parsed(after).entries.at(-1)).toEqual({ id: "c", description: odd.description, isMissing: false })
    expect(after.includes("\r\n")).toBe(text.includes("\r\n"))
    if (text.includes("\r\n")) expect(after.replaceAll("\r\n", "")).not.toContain("\n")
  }
})

test("[U10] sub-tables, strings over several lines and tables in between are understood or refused, never damaged", () => {
  const odd = [
    '[[releases]]\nuuid="a"\n[releases.more]\nuuid = "z"\n[[releases]]\nuuid="b"\n',
    '[[releases]]\nuuid = "a"\nnote = """\n[[releases]]\n"""\n[[releases]]\nuuid="b"\n',
    '[[releases]]\nuuid="a"\n[x]\n[[releases]]\nuuid="b"',
    '[[ "releases" ]]\n"uuid" = \'a\'\n[[releases]] # b\nuuid = "b"\n',
    'releases = [{ uuid = "a" }, { uuid = "b", missing = false }]\n',
    '[[releases]]\nuuid="a"\ntags = [\n[1],\n[2]\n]\n[[releases]]\nuuid="b"\n'
  ]
  for (const text of odd) {
    const [a, b] = placed(text)
    for (const entries of [
      [b!, a!],
      [b!],
      [
        { ...a!, isMissing: true },
        { ...b!, description: "B" }
      ],
      [a!, fresh("c"), b!]
    ]) {
      const after = rewritten(text, entries)
      if (after === undefined) continue
      expect(parsed(after).entries).toEqual(entries.map(({ from: _, ...entry }) => entry))
    }
    expect(rewritten(text, [{ ...a!, isMissing: true }, b!])).toBeDefined()
  }
})

test("[U10] an empty list of the same name in another table is that table's, and stays", () => {
  const text = '[player]\nreleases = []\n\n[[releases]]\nuuid = "a"\ntags = []\n'
  const [a] = placed(text)
  expect(rewritten(text, [{ ...a!, isMissing: true }])).toBe(text.replace('"a"\n', '"a"\nmissing = true\n'))
  expect(rewritten(text, [])).toBe("[player]\nreleases = []\n\n")
})

test("[U10] a byte order mark stays at the start, whatever goes, comes or moves there, also in a long file", () => {
  const text = `\ufeff${Array.from({ length: 501 }, (_, i) => `[[releases]]\nuuid = "${i}"\n`).join("\n")}`
  const before = placed(text)
  for (const entries of [before.slice(1), [fresh("c"), ...before], [before.at(-1)!, ...before.slice(0, -1)]]) {
    const after = rewritten(text, entries)
    expect(after?.lastIndexOf("\ufeff")).toBe(0)
    expect(parsed(after ?? "").entries.map(({ id }) => id)).toEqual(entries.map(({ id }) => id))
  }
})

test("[U10] what is no collection is told with its place", () => {
  const problem = (text: string) => parseCollection(text, kind)
  for (const [text, what] of [
    ["[[releases]\n", /not valid TOML \(line 1, column 10\)/],
    ["a = 1\na = 2\n", /not valid TOML \(line 2/],
    ["releases = 3\n", /no list of tables/],
    ["releases = [1]\n", /entry 1 .* is no table/],
    ['[[releases]]\nuuid = "a"\n[[releases]]\n', /entry 2 .* has no uuid/],
    ['[[releases]]\nuuid = ""\n', /has no uuid/],
    ['[[releases]]\nuuid = "a"\nmissing = "yes"\n', /neither true nor false/],
    ['[[releases]]\nuuid = "a"\ndescription_meta = 1\n', /is no text/]
  ] as const) {
    const answer = problem(text)
    expect(answer).toBeInstanceOf(CollectionProblem)
    if (answer instanceof CollectionProblem) expect(answer.text).toMatch(what)
  }
})

const seed = Number(process.env["DEADWAX_SEED"] ?? "20261128")
const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")

/** A file as a person might leave it: odd spacing, comments, keys of others. */
const randomFile = (below: (most: number) => number): string => {
  const lines = below(3) === 0 ? ["# head", ""] : below(2) === 0 ? ['k = "v"'] : []
  for (let i = 0, count = below(6); i < count; i++) {
    if (below(3) === 0) lines.push("# about the next")
    lines.push(below(4) === 0 ? "  [[ releases ]]  # here" : "[[releases]]")
    if (below(4) === 0) lines.push(`n = ${i}`)
    lines.push(`${below(3) === 0 ? "  " : ""}uuid = "${below(4)}"${below(3) === 0 ? " # id" : ""}`)
    if (below(2) === 0) lines.push(`description_meta='d${i}'`)
    if (below(3) === 0) lines.push("", "# loose")
    if (below(3) === 0) lines.push(`missing = ${below(2) === 0}`)
    for (let blank = below(3); blank > 0; blank--) lines.push("")
  }
  if (below(3) === 0) lines.push("[other]", "x = 1")
  return lines.join(below(4) === 0 ? "\r\n" : "\n") + (below(3) === 0 ? "" : "\n")
}

test(`[U10] random files and edits: exactly the wanted entries, all other keys and every comment of a kept entry`, () => {
  const { below } = seededChoices(seed)
  const count = Math.ceil(3000 * scale)
  for (let i = 0; i < count; i++) {
    const text = randomFile(below)
    const entries: Array<PlacedEntry> = placed(text).map((entry) => ({ ...entry, isMissing: below(2) === 0 }))
    for (let edits = below(4); edits > 0; edits--) {
      const at = below(entries.length + 1)
      if (below(2) === 0) entries.splice(at, 0, fresh(`n${edits}`))
      else if (entries.length > 0) entries.splice(at, 0, ...entries.splice(below(entries.length), 1))
    }
    const after = rewritten(text, entries)
    const where = `seed ${seed}, file ${i}:\n${text}\n---\n${after}`
    expect(after, where).toBeDefined()
    const kept = (values: Record<string, unknown>) => ({ ...values, releases: undefined })
    expect(kept(parse(after!) as Record<string, unknown>), where).toEqual(kept(parse(text) as Record<string, unknown>))
    expect(parsed(after!).entries, where).toEqual(entries.map(({ from: _, ...entry }) => entry))
    const comments = (of: string) => (of.match(/#[^\r\n]*/g) ?? []).sort()
    expect(comments(after!), where).toEqual(comments(text))
  }
  console.log(`soak: ${count} random files of collections, seed ${seed}`)
}, 120_000)
