/** `deadwax help [COMMAND]` means `deadwax [COMMAND] --help`. */
import { commands, globalOptions } from "./outline.ts"

const valued = new Set(globalOptions.filter(({ value }) => value !== undefined).map(({ name }) => `--${name}`))

/** Where the first word stands that is neither an option nor the value of one. */
export const firstWord = (args: ReadonlyArray<string>): number => {
  let index = 0
  while (args[index]?.startsWith("-") === true && args[index] !== "--") index += valued.has(args[index] ?? "") ? 2 : 1
  return index
}

/** Do these words begin with the name of a command or of a group of them? */
const isCommand = ([first, second]: ReadonlyArray<string>): boolean => {
  const members = commands.flatMap(({ path }) => (path.startsWith(`${first} `) ? [path.split(" ")[1]] : []))
  if (first === undefined || first === "help" || first.startsWith("-") || commands.some(({ path }) => path === first)) return true
  return members.length > 0 && (second === undefined || second.startsWith("-") || members.includes(second))
}

/** The arguments as they are, or with `--help` for the word `help`. */
export const withoutHelpWord = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const at = firstWord(args)
  if (args[at] !== "help") return args
  const rest = [...args.slice(0, at), ...args.slice(at + 1)]
  // The parser says so, but would answer a request for help with that of the level above.
  if (!isCommand(rest.slice(firstWord(rest)))) return rest
  return rest.includes("--help") || rest.includes("-h") ? rest : [...rest, "--help"]
}
