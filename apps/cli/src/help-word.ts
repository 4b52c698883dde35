/** `deadwax help [COMMAND]` means `deadwax [COMMAND] --help`. */
import { globalOptions } from "./outline.ts"

const valued = new Set(globalOptions.filter(({ value }) => value !== undefined).map(({ name }) => `--${name}`))

/** Where the first word stands that is neither an option nor the value of one. */
const firstWord = (args: ReadonlyArray<string>): number => {
  let index = 0
  while (args[index]?.startsWith("-") === true && args[index] !== "--") index += valued.has(args[index] ?? "") ? 2 : 1
  return index
}

/** The arguments as they are, or with `--help` for the word `help`. */
export const withoutHelpWord = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const at = firstWord(args)
  if (args[at] !== "help") return args
  const rest = [...args.slice(0, at), ...args.slice(at + 1)]
  return rest.includes("--help") || rest.includes("-h") ? rest : [...rest, "--help"]
}
