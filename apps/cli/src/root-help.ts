/** The help of the program as a whole, made from the outline. ASCII only: widths are lengths. */
import { type CommandOutline, commands, globalOptions, type OptionOutline } from "./outline.ts"

const optionNames = (option: OptionOutline): string => {
  const long = `--${option.name}${option.value === undefined ? "" : ` ${option.value}`}`
  return option.short === undefined ? `    ${long}` : `-${option.short}, ${long}`
}

const usage = (command: CommandOutline): string => `${command.path} ${command.operands}`.trimEnd()

const rows = (pairs: ReadonlyArray<readonly [string, string]>): string => {
  const width = Math.max(...pairs.map(([left]) => left.length)) + 2
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}${right}\n`).join("")
}

export const rootHelp = (): string =>
  [
    "Deadwax keeps a music library: it scans your files, gives each an identity and finds them again.\n\n",
    "Usage: deadwax [OPTIONS] COMMAND ...\n\nCommands:\n",
    rows(commands.map((command) => [usage(command), command.summary])),
    "\nOptions, for every command:\n",
    rows(globalOptions.map((option) => [optionNames(option), option.summary])),
    "\nRun 'deadwax help COMMAND' or 'deadwax COMMAND --help' for a command's own options.\n",
    "Exit codes: 0 done, 1 done but some files failed, 2 wrong use or configuration,\n",
    "3 stopped for safety, 4 busy, 5 not found, 130 interrupted.\n"
  ].join("")
