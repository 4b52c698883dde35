import { describe, expect, test } from "vitest"
import { makeAliases } from "../src/artists/aliases.ts"

describe("[R3] artist aliases", () => {
  const { mainNames, withAliases } = makeAliases([
    { artist: "Abakus", aliases: ["Cinnamon Chasers"] },
    { artist: "Russ Davies", aliases: ["Abakus", "Kilo"] },
    { artist: "A", aliases: ["B"] },
    { artist: "B", aliases: ["C", "A"] },
    { artist: "self", aliases: ["self"] }
  ])

  test.each([
    ["Cinnamon Chasers", ["Abakus", "Russ Davies"]],
    ["Abakus", ["Russ Davies"]],
    ["Russ Davies", []],
    ["unknown", []],
    ["C", ["B", "A"]],
    ["A", ["B"]],
    ["self", []]
  ])("the main names of %s, transitively, a cycle met once: %j", (name, expected) => {
    expect(mainNames(name)).toEqual(expected)
  })

  test.each([
    ["Russ Davies", ["Russ Davies", "Abakus", "Kilo", "Cinnamon Chasers"]],
    ["Cinnamon Chasers", ["Cinnamon Chasers"]],
    ["A", ["A", "B", "C"]],
    ["unknown", ["unknown"]]
  ])("what a filter by %s looks for: %j", (name, expected) => {
    expect(withAliases(name)).toEqual(expected)
  })

  test("no rules, no aliases", () => {
    expect(makeAliases([]).mainNames("A")).toEqual([])
    expect(makeAliases([{ artist: "A", aliases: [] }]).withAliases("A")).toEqual(["A"])
  })
})
