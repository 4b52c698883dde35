/** Fish completion: one `complete` line for each command and option; conditions tell which command has been typed. */
import { type Completion, commands, globalOptions, groups, type OptionOutline } from "../outline.ts"

/** Text as a single-quoted word of fish. */
const quote = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`

const offer = (completion: Completion | undefined): string => {
  if (completion === "file") return " -F"
  if (completion === "directory") return ` -f -a '(__fish_complete_directories)'`
  return typeof completion === "object" ? ` -f -a ${quote(completion.join(" "))}` : " -f"
}

const optionLine = (option: OptionOutline, condition: string): string => {
  const short = option.short === undefined ? "" : ` -s ${option.short}`
  const value = option.value === undefined ? "" : ` -r${offer(option.completes)}`
  return `complete -c deadwax${condition}${short} -l ${option.name}${value} -d ${quote(option.summary)}`
}

const seen = (path: string): string => {
  const words = path.split(" ").map((word) => `__fish_seen_subcommand_from ${word}`)
  return ` -n ${quote(words.join("; and "))}`
}

export const fishScript = (): string => {
  const firsts = [...new Set(commands.map(({ path }) => path.split(" ")[0] as string))]
  const none = ` -n ${quote(`not __fish_seen_subcommand_from ${firsts.join(" ")}`)}`
  const lines = ["# deadwax completion for fish: write this to ~/.config/fish/completions/deadwax.fish", "complete -c deadwax -f"]
  for (const option of globalOptions) lines.push(optionLine(option, ""))
  for (const first of firsts) {
    const summary = groups[first] ?? commands.find(({ path }) => path === first)?.summary ?? ""
    lines.push(`complete -c deadwax${none} -a ${first} -d ${quote(summary)}`)
  }
  for (const command of commands) {
    const [first = "", second] = command.path.split(" ")
    if (second !== undefined) {
      const siblings = commands.filter(({ path }) => path.startsWith(`${first} `)).map(({ path }) => path.split(" ")[1])
      const open = `__fish_seen_subcommand_from ${first}; and not __fish_seen_subcommand_from ${siblings.join(" ")}`
      lines.push(`complete -c deadwax -n ${quote(open)} -a ${second} -d ${quote(command.summary)}`)
    }
    if (command.completes !== "none") lines.push(`complete -c deadwax${seen(command.path)}${offer(command.completes)}`)
    for (const option of command.options) lines.push(optionLine(option, seen(command.path)))
  }
  return `${lines.join("\n")}\n`
}
