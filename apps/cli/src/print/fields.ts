/** One thing shown as lines of `Name: value`; what is absent or empty is left out. */
import { visible } from "./escape.ts"
import type { Style } from "./style.ts"

export type Field = readonly [name: string, value: string | number | boolean | null | ReadonlyArray<string>]

const textOf = (value: Field[1]): string => {
  if (value === null) return ""
  if (typeof value === "boolean") return value ? "yes" : "no"
  return typeof value === "object" ? value.join("; ") : String(value)
}

export const fieldLines = (fields: ReadonlyArray<Field>, style: Style): ReadonlyArray<string> => {
  const shown = fields.map(([name, value]) => [name, visible(textOf(value))] as const).filter(([, value]) => value !== "")
  const width = Math.max(0, ...shown.map(([name]) => name.length)) + 1
  return shown.map(([name, value]) => `${style.dim(`${name}:`.padEnd(width))} ${value}`)
}
