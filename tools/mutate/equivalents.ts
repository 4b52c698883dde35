/** Changes that no test can notice, since the program does the same with them. Each with its reason; one that is no change of its file any more fails. */

export interface Equivalent {
  readonly path: string
  /** The line's text before and after, without the spaces around it. */
  readonly line: string
  readonly changed: string
  readonly reason: string
}

const folder = "packages/core-cache/src"
const chosen = "a number that was chosen: near it is as good"
const never = "it is never undefined there, which the compiler cannot know"
const absent = "a property that is absent is undefined as well"

const of = (file: string, line: string, changed: string, reason: string): Equivalent => ({
  path: `${folder}/${file}`,
  line,
  changed,
  reason
})

const nullable =
  'if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value'
const isSame = 'const isSame = operation === "update" && fields.length === 0 && before?.no === after?.no'
const position = 'const { generation = "", sequence = "0" } = Object.fromEntries(facts) as Readonly<Record<string, string>>'
const room = "const room: Room<A> = { nodes: new Map(), bytes: 0, newest: undefined, oldest: undefined }"
const node = "const node: Node<A> = { key, value, bytes, newer: undefined, older: undefined }"
const nos = "const nos = [before?.release?.no, after?.release?.no].filter((no) => no !== undefined)"
const byPath = 'path: { release: ["sourcePath"], track: ["sourcePath"] },'
const ratings = ".filter((rating) => rating >= (from ?? 1) && rating <= (to ?? 5))"
const part = 'return cache.keep(key, condition, () => freeze(renewed()), bytesOf, "part")'
const joined = `return \`\${filter.kind}(\${[...new Set(filter.filters.map(keyOf))].sort().join(",")})\``
const trackWeight = "1000 + 2 * (sourcePath.length + title.length) + 150 * creditsIn(artists)"
const listWeight = "const bytesOf = () => 100 + 16 * list.length"
const direct = "return { condition: ofEntity(kind.entity, direct), read: () => ({ no: direct, merges: undefined }), bytesOf }"
const found = "const found = no === undefined ? [] : [ofEntity(kind.entity, no)]"
const members =
  'const members = memberships({ artist: values.artist ?? [] }, values, genreKeys).filter(([key]) => key !== "trackArtist")'
const genres = "genres: () => ({ ancestors: () => [], keysBelow: (genre: string) => new Set([genre]) })"
const others = "const others = [...missing].filter((id) => !known.has(id))"
const comeTo =
  '...others.map((id): Compared => ({ kind: "release", id, before: undefined, after: readPortrait(cache, "release", id) }))'
const changedTracks = 'const wanted = new Set(changes.flatMap((change) => (change.kind === "track" ? change.releaseNos : [])))'

export const equivalents: ReadonlyArray<Equivalent> = [
  of("query-cache/versions.ts", "const mostNames = 200_000", "const mostNames = 200001", chosen),
  of("query-cache/versions.ts", "let epoch = 0", "let epoch = 1", "only whether it is the same is asked"),
  of("query-cache/freeze.ts", nullable, nullable.replace("||", "&&"), "whatever is no object, and null, is frozen anyway"),
  of("query-cache/entries.ts", room, room.replace(" newest: undefined,", ""), absent),
  of("query-cache/entries.ts", room, room.replace(", oldest: undefined", ""), absent),
  of("query-cache/entries.ts", node, node.replace("newer: undefined, ", ""), absent),
  of("query-cache/entries.ts", node, node.replace(", older: undefined", ""), absent),
  of("query-cache/entries.ts", "if (node !== room.newest) {", "if (true) {", "the newest is taken out and put back"),
  of(
    "query-cache/list-page.ts",
    "const bytesOfPage = ({ nos }: NumbersPage): number => 300 + 24 * nos.length",
    "const bytesOfPage = ({ nos }: NumbersPage): number => 301 + 24 * nos.length",
    chosen
  ),
  of(
    "query-cache/list-page.ts",
    "const bytesOfPage = ({ nos }: NumbersPage): number => 300 + 24 * nos.length",
    "const bytesOfPage = ({ nos }: NumbersPage): number => 300 + 25 * nos.length",
    chosen
  ),
  of("query-cache/follow-record.ts", "let seenOwn = -1", "let seenOwn = -2", "no count is negative"),
  of("query-cache/follow-record.ts", position, position.replace('"0"', '""'), "both are 0 as a number"),
  of("store/compare.ts", isSame, isSame.replace("before?.", "before."), never),
  of("store/compare.ts", isSame, isSame.replace("after?.", "after."), never),
  of("store/compare.ts", nos, nos.replace("before?.release?.", "before?.release."), never),
  of("store/compare.ts", nos, nos.replace("after?.release?.", "after?.release."), never),
  of("store/compare.ts", changedTracks, changedTracks.replace('change.kind === "track"', "true"), "no other change has releases"),
  of("filter/dependencies.ts", ratings, ratings.replace("?? 5", "?? 6"), "no rating is above five"),
  of("filter/dependencies.ts", byPath, byPath.replace('["sourcePath"]', "[]"), "the path is read in every order"),
  of("filter/dependencies.ts", byPath, byPath.replace('track: ["sourcePath"]', "track: []"), "the path is read in every order"),
  of("filter/dependencies.ts", byPath, byPath.replace('"sourcePath"', '""'), "the path is read in every order"),
  of("filter/dependencies.ts", byPath, byPath.replace('track: ["sourcePath"]', 'track: [""]'), "the path is read in every order"),
  of("filter/filter-key.ts", joined, joined.replace('","', '""'), "each part shows where it ends"),
  of(
    "query-cache/apply-record.ts",
    members,
    members.replace("values.artist ?? []", "[]"),
    "its artists are among its values, too"
  ),
  of("query-cache/follow-record.ts", position, position.replace('""', '"mutant"'), "only whether it is the same is asked"),
  of("query-cache/kept-entities.ts", trackWeight, trackWeight.replace("2 *", "3 *"), chosen),
  of("query-cache/kept-entities.ts", listWeight, listWeight.replace("100", "101"), chosen),
  of("query-cache/kept-lookups.ts", direct, direct.replace(", merges: undefined", ""), absent),
  of("query-cache/kept-lookups.ts", found, found.replace("===", "!=="), "who goes raises what is waited for from who comes, too"),
  of("query-cache/queries.ts", part, part.replace('"part"', '""'), "queries alone are counted"),
  of(
    "store/portrait.ts",
    genres,
    genres.replace(", keysBelow: (genre: string) => new Set([genre])", ""),
    "nothing below is asked for"
  ),
  of("store/watched.ts", others, "const others = [...missing]", "the same values are merged once more"),
  of("store/watched.ts", comeTo, comeTo.replace("before: undefined, ", ""), absent)
]
