/** Each row of the table of planning, wherever plans are made. */
import { expect, test } from "vitest"
import { here, old, said, table, there } from "./plan-table.ts"

test.each(table)("[Y10] P1: %s", (_, remote, local, wanted) => {
  const [items, files] = [remote === undefined ? [] : [there("p", remote)], local === undefined ? [] : [here("p", local)]]
  expect(said(items, files, [old])).toEqual(wanted)
})
