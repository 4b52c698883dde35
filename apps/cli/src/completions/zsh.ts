/** Zsh completion: one function a command around `_arguments`, and a dispatcher. */
import { type CommandOutline, type Completion, commands, globalOptions, groups, type OptionOutline } from "../outline.ts"

/** Text inside a single-quoted spec of `_arguments`: quotes, brackets and colons have a meaning there. */
const spec = (text: string): string => text.replaceAll("'", "'\\''").replace(/[[\]:\\]/g, "\\$&")

const action = (completion: Completion | undefined): string => {
  if (completion === "file") return "_files"
  if (completion === "directory") return "_files -/"
  return typeof completion === "object" ? `(${completion.join(" ")})` : " "
}

const optionSpecs = (option: OptionOutline): ReadonlyArray<string> => {
  const value = option.value === undefined ? "" : `:${spec(option.value)}:${action(option.completes)}`
  const long = `'--${option.name}[${spec(option.summary)}]${value}'`
  return option.short === undefined ? [long] : [long, `'-${option.short}[${spec(option.summary)}]'`]
}

const functionName = (path: string): string => `_deadwax_${path.replaceAll(" ", "_")}`

const commandFunction = (command: CommandOutline): string => {
  const specs = [...command.options, ...globalOptions].flatMap(optionSpecs)
  if (command.completes !== "none") specs.push(`'*:${spec(command.operands)}:${action(command.completes)}'`)
  return `${functionName(command.path)}() {\n  _arguments ${specs.join(" \\\n    ")}\n}`
}

/** A function that completes the next word among `choices` and hands the rest to that word's own function. */
const dispatcher = (name: string, choices: ReadonlyArray<readonly [word: string, summary: string, target: string]>): string =>
  [
    `${name}() {`,
    "  local context state line",
    `  _arguments -C ${globalOptions.flatMap(optionSpecs).join(" \\\n    ")} '1: :->command' '*:: :->rest'`,
    "  case $state in",
    `    command) local -a choices=(${choices.map(([word, summary]) => `'${word}:${spec(summary)}'`).join(" ")})`,
    "      _describe command choices ;;",
    "    rest) case $line[1] in",
    ...choices.map(([word, , target]) => `      ${word}) ${target} ;;`),
    "    esac ;;",
    "  esac",
    "}"
  ].join("\n")

export const zshScript = (): string => {
  const firsts = [...new Set(commands.map(({ path }) => path.split(" ")[0] as string))]
  const top = firsts.map((first): readonly [string, string, string] => {
    const summary = groups[first] ?? commands.find(({ path }) => path === first)?.summary ?? ""
    return [first, summary, functionName(first)]
  })
  const nested = Object.keys(groups).map((group) => {
    const members = commands.filter(({ path }) => path.startsWith(`${group} `))
    return dispatcher(
      functionName(group),
      members.map(({ path, summary }) => [path.split(" ")[1] as string, summary, functionName(path)])
    )
  })
  return [
    "#compdef deadwax",
    "# deadwax completion for zsh: write this to a directory of $fpath as _deadwax, or source it after compinit",
    ...commands.map(commandFunction),
    ...nested,
    dispatcher("_deadwax", top),
    `if [ "$funcstack[1]" = "_deadwax" ]; then _deadwax "$@"; else compdef _deadwax deadwax; fi`,
    ""
  ].join("\n")
}
