/** Every small world there is, under every policy: no plan does harm, and none leaves work behind. */
import { expect, test } from "vitest"
import { plan } from "../../src/planning/plan.ts"
import { defaultSyncPolicy, type SyncPolicy } from "../../src/planning/policy.ts"
import { applyAction, everyWorld, stateOf, type World } from "./worlds.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const seed = Number(process.env["DEADWAX_SEED"] ?? "20261128")

interface Switches {
  readonly policy: SyncPolicy
  readonly isContentKnown: boolean
  readonly isRemoteComplete: boolean
  readonly isLocalComplete: boolean
}

const both = [true, false]

const everySwitch: ReadonlyArray<Switches> = (["keep-both", "prefer-remote", "prefer-local"] as const).flatMap((conflicts) =>
  (["keep", "mirror"] as const).flatMap((removed) =>
    (["fetch", "leave"] as const).flatMap((deletedHere) =>
      both.flatMap((isContentKnown) =>
        both.flatMap((isRemoteComplete) =>
          both.map((isLocalComplete): Switches => {
            const policy = { ...defaultSyncPolicy, exclude: [], conflicts, removed, deletedHere }
            return { policy, isContentKnown, isRemoteComplete, isLocalComplete }
          })
        )
      )
    )
  )
)

const planOf = (world: World, policy: SyncPolicy) => plan(stateOf(world), { policy, source: "NAS", day: "2026-11-28" })

/** Carries plans out until one has nothing to do. */
const settle = (world: World, policy: SyncPolicy): number => {
  for (let rounds = 0; ; rounds++) {
    const { actions } = planOf(world, policy)
    if (actions.length === 0) return rounds
    if (rounds === 4) throw new Error(`still ${JSON.stringify(actions)}`)
    const isLookedAt = actions.some(({ kind }) => kind === "compare")
    for (const action of actions) applyAction(world, action)
    // What one item let go of can be found by another; no file is touched for that.
    const next = planOf(world, policy).actions.filter(({ kind }) => kind !== "agree")
    if (!isLookedAt && next.length > 0) throw new Error(`left over: ${JSON.stringify(next)}`)
  }
}

/** What the user made here and the source never had: it is here or in the trash, whatever was done. */
const ownContents = ({ local, agreed }: Pick<World, "local" | "agreed">): ReadonlyArray<string> =>
  [...local]
    .filter(([path, content]) => !agreed.some((one) => one.path === path && one.state === content))
    .map(([, content]) => content)

/** Contents that were never agreed on anywhere, so that no file that holds one was found by it. */
const strangers = (contents: ReadonlyArray<string>, { agreed }: Pick<World, "agreed">): ReadonlyArray<string> =>
  contents.filter((content) => !agreed.some(({ state }) => state === content))

const checkWorld = (start: Pick<World, "remote" | "local" | "agreed">, { policy, ...switches }: Switches): void => {
  const world: World = { ...start, ...switches, local: new Map(start.local), trash: [], compared: new Set() }
  const own = ownContents(world)
  settle(world, policy)
  const [here, kept] = [[...world.local.values()], [...world.local.values(), ...world.trash]]
  const must = (holds: boolean, message: string): void => {
    if (!holds) throw new Error(message)
  }
  must(
    own.every((content) => kept.includes(content)),
    "what only the user had is lost"
  )
  if (policy.conflicts === "prefer-remote") return
  must(
    strangers(own, start).every((content) => here.includes(content)),
    "what only the user had was taken away"
  )
  if (policy.removed === "mirror" && world.isRemoteComplete) return
  must(strangers(world.trash, start).length === 0 && kept.length >= start.local.size, "something went")
}

test("[Y10] [Y15] P1–P7: in every small world, no plan does harm, and a plan that was carried out leaves nothing to do", () => {
  const perWorld = Math.max(2, Math.round(everySwitch.length * 0.2 * scale))
  let worlds = 0
  for (const start of everyWorld()) {
    for (let k = 0; k < perWorld; k++) {
      const switches = everySwitch[(seed + worlds * 7 + k) % everySwitch.length]!
      worlds++
      try {
        checkWorld(start, switches)
      } catch (cause) {
        const shown = { remote: [...start.remote], local: [...start.local], agreed: start.agreed, ...switches }
        throw new Error(`${String(cause)} in ${JSON.stringify(shown, undefined, 1)}`, { cause })
      }
    }
  }
  expect(worlds).toBeGreaterThan(10_000)
  console.log(`soak: ${worlds} worlds planned, seed ${seed}`)
}, 600_000)
