/**
 * Bash completion. One function: it finds which command the words before the cursor make, then offers that command's options,
 * what fits after an option that takes a value, or what fits its operands. No `mapfile`: macOS still ships bash 3.2.
 */
import { type CommandOutline, type Completion, commands, globalOptions, type OptionOutline } from "../outline.ts"

const offer = (completion: Completion | undefined): string => {
  if (completion === "file") return `_deadwax_paths -f`
  if (completion === "directory") return `_deadwax_paths -d`
  return typeof completion === "object" ? `_deadwax_words "${completion.join(" ")}"` : ":"
}

const names = (options: ReadonlyArray<OptionOutline>): string =>
  options.flatMap((option) => [`--${option.name}`, ...(option.short === undefined ? [] : [`-${option.short}`])]).join(" ")

const valueCase = (options: ReadonlyArray<OptionOutline>, path: string): ReadonlyArray<string> =>
  options
    .filter((option) => option.value !== undefined)
    .map((option) => `    "${path}|--${option.name}") ${offer(option.completes)}; return ;;`)

const commandCase = (command: CommandOutline): string =>
  [
    `    "${command.path}")`,
    `      if [[ $current == -* ]]; then _deadwax_words "${names([...command.options, ...globalOptions])}"`,
    `      else ${offer(command.completes)}; fi ;;`
  ].join("\n")

/** First words, or second words of a group, that complete what is typed so far. */
const firstWords = (): ReadonlyArray<string> => [...new Set(commands.map(({ path }) => path.split(" ")[0] as string))]
const secondWords = (first: string): ReadonlyArray<string> =>
  commands.filter(({ path }) => path.startsWith(`${first} `)).map(({ path }) => path.split(" ")[1] as string)

export const bashScript = (): string => {
  const grouped = firstWords().filter((first) => secondWords(first).length > 0)
  const valued = globalOptions.filter((option) => option.value !== undefined).map((option) => `--${option.name}`)
  return `# deadwax completion for bash: source this, or write it to ~/.local/share/bash-completion/completions/deadwax
_deadwax_take() { local line; while IFS= read -r line; do COMPREPLY+=("$line"); done; }
_deadwax_words() { _deadwax_take < <(compgen -W "$1" -- "$current"); }
_deadwax_paths() { compopt -o filenames 2>/dev/null; _deadwax_take < <(compgen "$1" -- "$current"); }
_deadwax() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command="" word index=1
  COMPREPLY=()
  while (( index < COMP_CWORD )); do
    word=\${COMP_WORDS[index]}
    case "$command|$word" in
      *"|"${valued.join('|*"|"')}) (( index++ )) ;;
      *"|"-*) ;;
      "|"*) command=$word ;;
${grouped.map((first) => `      "${first}|"*) command="${first} $word" ;;`).join("\n")}
    esac
    (( index++ ))
  done
  case "$command|$previous" in
${commands.flatMap((command) => valueCase(command.options, command.path)).join("\n")}
  esac
  case "|$previous" in
${valueCase(globalOptions, "").join("\n")}
  esac
  case "$command" in
    "")
      if [[ $current == -* ]]; then _deadwax_words "${names(globalOptions)}"
      else _deadwax_words "${firstWords().join(" ")}"; fi ;;
${grouped.map((first) => `    "${first}") _deadwax_words "${secondWords(first).join(" ")}" ;;`).join("\n")}
${commands.map(commandCase).join("\n")}
  esac
}
complete -F _deadwax deadwax
`
}
