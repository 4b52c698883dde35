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
  of("store/compare.ts", changedTracks, changedTracks.replace('change.kind === "track"', "true"), "no other change has releases")
]
