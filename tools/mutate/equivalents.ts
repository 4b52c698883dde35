/** Changes that no test can notice, since the program does the same with them. Each with its reason; one that is no change of its file any more fails. */

export interface Equivalent {
  readonly path: string
  /** The line's text before and after, without the spaces around it. */
  readonly line: string
  readonly changed: string
  readonly reason: string
}

const folder = "packages/core-cache/src"
const syncFolder = "packages/core-sync/src"
const chosen = "a number that was chosen: near it is as good"
const never = "it is never undefined there, which the compiler cannot know"
const absent = "a property that is absent is undefined as well"

const of = (file: string, line: string, changed: string, reason: string): Equivalent => ({
  path: `${folder}/${file}`,
  line,
  changed,
  reason
})

const inSync = (file: string, line: string, changed: string, reason: string): Equivalent => ({
  ...of(file, line, changed, reason),
  path: `${syncFolder}/${file}`
})

const tooLong = "place.length * 3 > mostBytes && encoder.encode(place).length > mostBytes"
const eachName = 'for (const name of directory === "" ? [] : directory.split("/")) {'
const dropped = "const dropped = local === undefined ? undefined : draft.drops.get(local)"
const countLeft = "const left = (this.#counts.get(key) ?? 0) - 1"
const mayBeFound = "local.isComplete && lost.length > 0"
const fileFrom = "if (!this.#files.has(remote)) this.#takeOver(this.#known.from(remote))"
const delay = "(retryDelaysMin[Math.min(attempts, retryDelaysMin.length) - 1] ?? 0) * usPerMin"
const disowned = "if (file !== undefined) owners.delete(file)"
const canMove = "if (!isRenamed(pair) || remote?.place == null || local === undefined) return undefined"
const lookUp = "if (!this.#fileOwners.has(folded) && !this.#spelt.has(folded)) this.#takeOver(this.#known.at(folded))"
const again = "what is known is taken over once more, which changes nothing"
const rootItself = "the root is looked up as a directory, and is one"
const firstOfKey = "if (list === undefined) byKey.set(key, [one])"
const songDirectory = "const directory = directories.get(groupOf(song)) ?? song.directory"
const fewDirectories = "if (directories.size < 2) directories.add(place.directory)"
const noneLeft = "if (left.size === 0) return []"
const moreBits = "(b.bitrateKbps ?? 0) - (a.bitrateKbps ?? 0) ||"
const near = "const near = new Set(keysOf(survivor).flatMap((key) => byKey.get(key) ?? []))"
const askedAbout = "if (nos.length > gone.mostRemovals) {"
const insist = 'insistOnMost(database, look, nos, "all", gone)'
const hereOf = "const here = nos.filter((no) => (readItem(database, no)?.localPath ?? null) !== null)"
const countEnough = "const total = countKnown(database, look, dropped.length * 5 + 1, which)"
const pathOf = 'const path = readItem(database, no)?.path ?? ""'
const pathsOf = 'const paths = nos.map((no) => readItem(database, no)?.path ?? "").sort()'
const namesOf = "const names = [localPath, localPlace].flatMap((name) => (name === null ? [] : foldName(name)))"
const sharedTwice = "for (const one of sharedOf(outline, below)) if ((sharers.get(one) ?? 0) > 1) found.add(outline.no)"
const spares = "it only spares what the next lines would find out"
const agreedAlone = "what became of a side is asked of what both agreed on alone"
const asNumber = "null counts as 0"

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
  of("store/watched.ts", comeTo, comeTo.replace("before: undefined, ", ""), absent),
  inSync("planning/plan.ts", "place: place ?? at,", "place: place,", "what has no place is not planned"),
  inSync("planning/plan.ts", dropped, dropped.replace("local === undefined", "false"), "no undefined file goes"),
  inSync(
    "planning/names-taken.ts",
    countLeft,
    countLeft.replace("this.#counts.get(key) ?? 0", "this.#counts.get(key)"),
    "nothing less one is not above 0 either"
  ),
  inSync("planning/pairs.ts", mayBeFound, mayBeFound.replace("> 0", ">= 0"), spares),
  inSync("planning/pairs.ts", 'here: "unknown",', "isFound: false,", agreedAlone),
  inSync("planning/pairs.ts", "isFound: false,", "formerId: undefined", agreedAlone),
  inSync("placement/places.ts", fileFrom, fileFrom.replace("!this.#files.has(remote)", "true"), again),
  inSync("catalog/item-states.ts", delay, delay.replace("?? 0", "?? 1"), "failures are counted from 1"),
  inSync("planning/pairs.ts", disowned, disowned.replace("file !== undefined", "true"), "nobody owns undefined"),
  inSync("planning/pairs.ts", 'here: "unknown",', 'here: "",', agreedAlone),
  inSync("planning/pairs.ts", 'there: "changed",', 'there: "",', agreedAlone),
  inSync("placement/places.ts", tooLong, tooLong.replace("3 >", "4 >"), spares),
  inSync("placement/places.ts", tooLong, tooLong.replace("3 >", "3 >="), spares),
  inSync("planning/plan-moves.ts", canMove, canMove.replace("?.", "."), "what was renamed there is there"),
  inSync("placement/places.ts", "this.#directories.set(remote, spelt)", ";", "it is found again by its name, name by name"),
  inSync("placement/places.ts", lookUp, lookUp.replace("&&", "||"), again),
  inSync(
    "placement/places.ts",
    lookUp,
    lookUp.replace("!this.#fileOwners.has(folded) && !this.#spelt.has(folded)", "true"),
    again
  ),
  inSync("placement/template-places.ts", "return undefined", ";", "without it the answer is undefined as well"),
  inSync("placement/places.ts", eachName, eachName.replace('directory === ""', "false"), rootItself),
  inSync("placement/places.ts", eachName, eachName.replace('""', '"mutant"'), rootItself),
  inSync("placement/template-places.ts", songDirectory, songDirectory.replace(" ?? song.directory", ""), never),
  inSync("placement/template-places.ts", fewDirectories, fewDirectories.replace("<", "<="), "three are as good as two"),
  inSync("placement/template-places.ts", fewDirectories, fewDirectories.replace("2", "3"), "three are as good as two"),
  inSync(
    "placement/template-places.ts",
    fewDirectories,
    fewDirectories.replace("directories.size < 2", "true"),
    "many are as good as two"
  ),
  inSync("discovery/decide-renames.ts", noneLeft, noneLeft.replace("left.size === 0", "false"), spares),
  inSync("discovery/decide-renames.ts", noneLeft, noneLeft.replace("return []", ";"), spares),
  inSync("conflicts/duplicates.ts", moreBits, moreBits.replace("b.bitrateKbps ?? 0", "b.bitrateKbps"), asNumber),
  inSync("conflicts/duplicates.ts", moreBits, moreBits.replace("a.bitrateKbps ?? 0", "a.bitrateKbps"), asNumber),
  inSync(
    "conflicts/duplicates.ts",
    "taken.add(survivor)",
    ";",
    "whatever it is a duplicate of has taken it before, and of itself it is none"
  ),
  inSync(
    "conflicts/duplicates.ts",
    firstOfKey,
    firstOfKey.replace("[one]", "[]"),
    "the first is what stays: the others of its list are asked for"
  ),
  inSync("conflicts/duplicates.ts", near, near.replace("byKey.get(key) ?? []", "byKey.get(key)"), never),
  inSync("discovery/decide-removals.ts", askedAbout, "if (true) {", spares),
  inSync("discovery/decide-removals.ts", askedAbout, askedAbout.replace(">", ">="), spares),
  inSync("discovery/decide-removals.ts", insist, insist.replace('"all"', '""'), "whatever is not what lies here is all"),
  inSync("discovery/decide-removals.ts", hereOf, hereOf.replace("localPath ?? null", "localPath"), never),
  inSync("discovery/decide-removals.ts", hereOf, hereOf.replace("?.", "."), never),
  inSync(
    "discovery/decide-removals.ts",
    countEnough,
    countEnough.replace("5", "6"),
    "it is counted further, and enough is enough"
  ),
  inSync(
    "discovery/decide-removals.ts",
    countEnough,
    countEnough.replace("1", "2"),
    "it is counted further, and enough is enough"
  ),
  inSync("discovery/decide-removals.ts", pathOf, pathOf.replace("?.", "."), never),
  inSync("discovery/decide-removals.ts", pathOf, pathOf.replace(' ?? ""', ""), never),
  inSync("discovery/decide-removals.ts", pathOf, pathOf.replace('""', '"mutant"'), never),
  inSync("discovery/decide-removals.ts", pathsOf, pathsOf.replace("?.", "."), never),
  inSync("discovery/decide-removals.ts", pathsOf, pathsOf.replace(' ?? ""', ""), never),
  inSync("discovery/decide-removals.ts", pathsOf, pathsOf.replace('""', '"mutant"'), never),
  inSync(
    "processing/divide-work.ts",
    namesOf,
    namesOf.replace("flatMap", "map"),
    "an empty list is no name, and none is another"
  ),
  inSync("processing/divide-work.ts", sharedTwice, sharedTwice.replace("sharers.get(one) ?? 0", "sharers.get(one)"), never),
  inSync("processing/divide-work.ts", sharedTwice, sharedTwice.replace("?? 0", "?? 1"), never)
]
