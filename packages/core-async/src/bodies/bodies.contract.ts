/** The contract of `Bodies`: what every driver promises about files that are sent. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type ContractCase, type ContractFixtures, ContractRoot } from "../contract.ts"
import { bytes, failsWith, text } from "../files/contract-case.ts"
import { Files } from "../files/files.ts"
import { Bodies, type Body } from "./bodies.ts"

export type BodiesCase = ContractCase<Bodies | Files | ContractRoot>

interface Given {
  readonly bodies: Bodies["Service"]
  readonly files: Files["Service"]
  /** A library's root, with one file `ten` that holds ten digits. */
  readonly root: string
  /** A directory beside it, with one file `secret`. */
  readonly outside: string
  readonly fixtures: ContractFixtures
}

const bodiesCase = (title: string, body: (given: Given) => Effect.Effect<void, unknown>): BodiesCase => ({
  title,
  run: Effect.gen(function* () {
    const files = yield* Files
    const bodies = yield* Bodies
    const { directory, fixtures } = yield* ContractRoot
    const [root, outside] = [`${directory}/music`, `${directory}/music-of-others`]
    yield* files.makeDirectory(`${root}/album`)
    yield* files.makeDirectory(outside)
    yield* files.writeAtomic(`${root}/ten`, bytes("0123456789"))
    yield* files.writeAtomic(`${outside}/secret`, bytes("secret"))
    yield* body({ bodies, files, root, outside, fixtures })
  })
})

const sent = (body: Body, start: number, end: number): Effect.Effect<string> =>
  Effect.promise(() => new Response(body.send(start, end)).text())

const withLinks = ({ fixtures }: Given, use: (links: NonNullable<ContractFixtures["links"]>) => Effect.Effect<void, unknown>) =>
  fixtures.links === undefined ? Effect.void : use(fixtures.links)

const ranges = bodiesCase("[X2] a body is sent whole, in part, or not at all", ({ bodies, files, root }) =>
  Effect.gen(function* () {
    const info = yield* files.stat(`${root}/ten`)
    const open = bodies.open(root, `${root}/ten`)
    const first = yield* open
    assert.deepEqual([first.sizeBytes, first.modifiedAtUs], [10, info?.modifiedAtUs])
    assert.strictEqual(yield* sent(first, 0, 10), "0123456789")
    assert.strictEqual(yield* sent(yield* open, 3, 7), "3456")
    assert.strictEqual(yield* sent(yield* open, 9, 10), "9")
    assert.strictEqual(yield* sent(yield* open, 4, 4), "")
    const unused = yield* open
    unused.close()
    unused.close()
  })
)

const large = bodiesCase("[X2] a large body comes byte for byte, from any place on", ({ bodies, files, root }) =>
  Effect.gen(function* () {
    const content = Uint8Array.from({ length: 700_001 }, (_, index) => (index * 31) % 251)
    yield* files.writeAtomic(`${root}/large`, content)
    const body = yield* bodies.open(root, `${root}/large`)
    const back = new Uint8Array(yield* Effect.promise(() => new Response(body.send(1234, 650_000)).arrayBuffer()))
    assert.strictEqual(back.length, 650_000 - 1234)
    assert.isTrue(back.every((byte, index) => byte === content[index + 1234]))
  })
)

const parsers = bodiesCase("[X2] a parser reads from an open body at once, and not after it was closed", ({ bodies, root }) =>
  Effect.gen(function* () {
    const body = yield* bodies.open(root, `${root}/ten`)
    const target = new Uint8Array(4)
    assert.deepEqual([body.file.read(target, 8), body.file.read(target, 20), body.file.read(target, 2)], [2, 0, 4])
    assert.strictEqual(text(target), "2345")
    body.close()
    assert.throws(() => body.file.read(target, 0))
  })
)

const elsewhere = bodiesCase("[I3] what lies outside the root is not opened, in whatever spelling", ({ bodies, root, outside }) =>
  Effect.gen(function* () {
    yield* failsWith(bodies.open(root, `${outside}/secret`), "name")
    yield* failsWith(bodies.open(root, `${root}/../music-of-others/secret`), "name")
    yield* failsWith(bodies.open(`${root}/album`, `${root}/ten`), "name")
    yield* failsWith(bodies.open(root, `${root}/ten\0`), "name")
  })
)

const links = bodiesCase("[I3] a link is followed, and what it leads to must lie in the root", (given) =>
  withLinks(given, ({ symbolic }) =>
    Effect.gen(function* () {
      const { bodies, root, outside } = given
      yield* symbolic(`${root}/ten`, `${root}/album/inside`)
      assert.strictEqual(yield* sent(yield* bodies.open(root, `${root}/album/inside`), 0, 2), "01")
      yield* symbolic(`${outside}/secret`, `${root}/album/file`)
      yield* failsWith(bodies.open(root, `${root}/album/file`), "name")
      yield* symbolic(outside, `${root}/album/directory`)
      yield* failsWith(bodies.open(root, `${root}/album/directory/secret`), "name")
      // The root itself may be reached through a link: its owner said so.
      yield* symbolic(root, `${outside}/root`)
      assert.strictEqual(yield* sent(yield* bodies.open(`${outside}/root`, `${outside}/root/ten`), 8, 10), "89")
      yield* failsWith(bodies.open(`${outside}/root`, `${outside}/secret`), "name")
    })
  )
)

const absent = bodiesCase("[X2] what is not there, or no file, says so", ({ bodies, root }) =>
  Effect.gen(function* () {
    yield* failsWith(bodies.open(root, `${root}/nothing`), "not-found")
    yield* failsWith(bodies.open(root, `${root}/album`), "is-a-directory")
    yield* failsWith(bodies.open(root, `${root}/ten/below`), "not-a-directory")
  })
)

const shrinks = bodiesCase("[X2] a file that becomes shorter while it is sent breaks off", ({ bodies, files, root, fixtures }) =>
  Effect.gen(function* () {
    yield* files.writeAtomic(`${root}/shrinks`, new Uint8Array(1_000_000))
    const body = yield* bodies.open(root, `${root}/shrinks`)
    const sending = new Response(body.send(0, 1_000_000))
    yield* fixtures.overwrite(`${root}/shrinks`, bytes("short"))
    const outcome = yield* Effect.promise(() =>
      sending.arrayBuffer().then(
        (back) => back.byteLength,
        () => "broken"
      )
    )
    assert.strictEqual(outcome, "broken")
  })
)

export const bodiesContract: ReadonlyArray<BodiesCase> = [ranges, large, parsers, elsewhere, links, absent, shrinks]
