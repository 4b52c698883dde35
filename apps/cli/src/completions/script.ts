/** Completion scripts for the three shells, generated from the outline: static text, no program is started while completing. */
import { bashScript } from "./bash.ts"
import { fishScript } from "./fish.ts"
import { zshScript } from "./zsh.ts"

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript }

export const shells = ["bash", "zsh", "fish"] as const
export type Shell = (typeof shells)[number]

export const isShell = (text: string): text is Shell => (shells as ReadonlyArray<string>).includes(text)

/** The script to be sourced by the shell. */
export const completionScript = (shell: Shell): string => scripts[shell]()
