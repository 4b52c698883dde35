/** Makes a life that fails smaller: what can be left out while it still fails is. */
import type { Life, Operation, SyncOperation } from "./operations.ts"

/** Does this life fail? */
export type Fails = (life: Life) => Promise<boolean>

const without = <A>(items: ReadonlyArray<A>, from: number, count: number): ReadonlyArray<A> => [
  ...items.slice(0, from),
  ...items.slice(from + count)
]

/** Leaves out as many items as can be, first many at a time, then one by one. */
const shrinkList = async <A>(items: ReadonlyArray<A>, fails: (fewer: ReadonlyArray<A>) => Promise<boolean>) => {
  let left = items
  for (let count = Math.max(1, left.length >> 1); count > 0; count >>= 1)
    for (let from = 0; from < left.length; ) {
      const fewer = without(left, from, count)
      if (await fails(fewer)) left = fewer
      else from += count
    }
  return left
}

const simpler = (sync: SyncOperation): ReadonlyArray<SyncOperation> => [
  { ...sync, ending: null },
  { ...sync, concurrency: 1 },
  { ...sync, order: 0 },
  { ...sync, kind: "incremental" },
  ...sync.faults.map((_, at) => ({ ...sync, faults: without(sync.faults, at, 1) })),
  ...sync.meanwhile.map((_, at) => ({ ...sync, meanwhile: without(sync.meanwhile, at, 1) }))
]

const replaced = ({ settings, operations }: Life, at: number, operation: Operation): Life => ({
  settings,
  operations: operations.with(at, operation)
})

/** One pass over what syncs are made of: each simpler form that still fails is taken. */
const simplify = async (life: Life, fails: Fails): Promise<Life> => {
  let left = life
  for (let at = 0; at < left.operations.length; at++)
    for (let isSmaller = true; isSmaller; ) {
      isSmaller = false
      const operation = left.operations[at]
      if (operation?.do !== "sync") break
      for (const one of simpler(operation)) {
        if (JSON.stringify(one) === JSON.stringify(operation) || !(await fails(replaced(left, at, one)))) continue
        left = replaced(left, at, one)
        isSmaller = true
        break
      }
    }
  return left
}

/** The smallest life that was found to fail: no operation of it can be left out. */
export const shrink = async (life: Life, fails: Fails): Promise<Life> => {
  const { settings } = life
  const fewer = async ({ operations }: Life): Promise<Life> => ({
    settings,
    operations: await shrinkList(operations, (left) => fails({ settings, operations: left }))
  })
  let left = await simplify(await fewer(life), fails)
  for (let before = Number.POSITIVE_INFINITY; left.operations.length < before; ) {
    before = left.operations.length
    left = await fewer(left)
  }
  return left
}
