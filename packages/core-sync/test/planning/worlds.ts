/** Small worlds that plans are carried out in: a source, a library and what both agreed on, and a judge of every action. */
import type { Action } from "../../src/planning/actions.ts"
import { agreementAfter } from "../../src/planning/actions.ts"
import type { Agreement, SyncState } from "../../src/planning/trees.ts"

/** A file is its content, one letter; what it is named by there is where it goes here. */
export interface World {
  readonly remote: Map<string, { readonly path: string; readonly content: string }>
  readonly local: Map<string, string>
  readonly trash: Array<string>
  agreed: ReadonlyArray<Agreement>
  /** Whether contents are known without comparing. */
  readonly isContentKnown: boolean
  readonly isRemoteComplete: boolean
  readonly isLocalComplete: boolean
  /** Ids and paths whose contents were looked at. */
  readonly compared: Set<string>
}

/** An agreement on what had this content. `state`: null where the file here never was the source's. */
export const agreement = (
  id: string,
  remotePath: string,
  path: string,
  content: string,
  state: string | null = content
): Agreement => ({ id, remotePath, place: remotePath, path, revision: content, state, content: state })

/** The world as a sync sees it. */
export const stateOf = (world: World): SyncState => {
  const known = (key: string, content: string): string | null =>
    world.isContentKnown || world.compared.has(key) ? content : null
  const remote = [...world.remote].map(([id, { path, content }]) => {
    const place = path
    return { id, path, place, revision: content, sizeBytes: 1, content: known(`there ${id}`, content), choice: null }
  })
  const local = [...world.local].map(([path, content]) => {
    return { path, state: content, sizeBytes: 1, content: known(`here ${path}`, content) }
  })
  const agreed = world.isContentKnown ? world.agreed : world.agreed.map((one) => ({ ...one, content: null }))
  return {
    remote: { items: remote, isComplete: world.isRemoteComplete },
    local: { items: local, isComplete: world.isLocalComplete },
    agreed
  }
}

const without = (world: World, id: string | undefined): ReadonlyArray<Agreement> => world.agreed.filter((one) => one.id !== id)

const remember = (world: World, one: Agreement, formerId?: string): void => {
  world.agreed = [...without(world, one.id).filter(({ id }) => id !== formerId), one]
}

const check = (holds: boolean, message: string): void => {
  if (!holds) throw new Error(message)
}

const applyFetch = (world: World, action: Extract<Action, { kind: "fetch" }>): void => {
  const content = world.remote.get(action.id)?.content ?? ""
  const there = world.local.get(action.path)
  check(action.revision === content, "it is fetched as it is there")
  check(there === (action.over ?? undefined), `what is planned upon lies at ${action.path}`)
  if (there !== undefined) world.trash.push(there)
  if (action.instead !== null) world.agreed = without(world, action.instead)
  world.local.set(action.path, content)
  remember(world, agreementAfter(action, content))
}

/** Carries one action out, and throws where it would do harm. */
export const applyAction = (world: World, action: Action): void => {
  switch (action.kind) {
    case "agree":
      remember(world, action.agreement, action.formerId)
      return
    case "forget":
      world.agreed = without(world, action.id)
      return
    case "move": {
      const content = world.local.get(action.from)
      check(content === action.state && !world.local.has(action.to), "a move takes no other file's name")
      world.local.delete(action.from)
      world.local.set(action.to, content ?? "")
      remember(world, action.agreement)
      return
    }
    case "trash": {
      const one = world.agreed.find(({ id }) => id === action.id)
      check(one?.state === world.local.get(action.path) && one?.state === action.state, "only what was agreed goes")
      check(world.isRemoteComplete && !world.remote.has(action.id), "only what is surely gone there goes")
      world.trash.push(action.state)
      world.local.delete(action.path)
      world.agreed = without(world, action.id)
      return
    }
    case "compare":
      world.compared.add(`there ${action.id}`)
      world.compared.add(`here ${action.path}`)
      return
    case "fetch":
      applyFetch(world, action)
  }
}

const contents = ["a", "b"]
const paths = ["p", "q"]

const remotes: ReadonlyArray<{ readonly path: string; readonly content: string } | undefined> = [
  undefined,
  ...paths.flatMap((path) => contents.map((content) => ({ path, content })))
]

const agreements = (id: string): ReadonlyArray<Agreement | undefined> => [
  undefined,
  ...paths.flatMap((remotePath) =>
    paths.flatMap((path) => [
      ...contents.map((content) => agreement(id, remotePath, path, content)),
      agreement(id, remotePath, path, "a", null)
    ])
  )
]

const locals: ReadonlyArray<string | undefined> = [undefined, "a", "b", "c"]

/** Every world of two items and two paths, all but the switches. */
export const everyWorld = function* (): Generator<Pick<World, "remote" | "local" | "agreed">> {
  for (const one of remotes) {
    for (const two of remotes) {
      if (one !== undefined && one.path === two?.path) continue
      for (const first of agreements("1")) {
        for (const second of agreements("2")) {
          if (first !== undefined && (first.path === second?.path || first.remotePath === second?.remotePath)) continue
          for (const p of locals) {
            for (const q of locals) {
              yield {
                remote: new Map([["1", one] as const, ["2", two] as const].flatMap(([id, item]) => (item ? [[id, item]] : []))),
                local: new Map([["p", p] as const, ["q", q] as const].flatMap(([path, item]) => (item ? [[path, item]] : []))),
                agreed: [first, second].filter((item) => item !== undefined)
              }
            }
          }
        }
      }
    }
  }
}
