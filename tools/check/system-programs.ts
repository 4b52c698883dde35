/**
 * The programs that the tests need and no package registry of ours brings: Chromium, ffmpeg, and two WebDAV servers. Found on this machine, or installed by
 * its own package manager. Where that is impossible the step says in one sentence what to do.
 */
import { accessSync, constants, existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { type Context, run } from "./context.ts"
import { failed, type Outcome, passed } from "./outcome.ts"

interface SystemProgram {
  readonly name: "Chromium" | "ffmpeg" | "Apache" | "rclone"
  /** Names on PATH, best first. */
  readonly commands: ReadonlyArray<string>
  /** Places outside PATH. */
  readonly places: ReadonlyArray<string>
  /** Environment variable that names the program outright. */
  readonly variable: "CHROMIUM_PATH" | "FFMPEG_PATH" | "APACHE_PATH" | "RCLONE_PATH"
  /** What makes it print its version and end. */
  readonly version: string
}

export const systemPrograms: ReadonlyArray<SystemProgram> = [
  {
    name: "Chromium",
    commands: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
    places: [
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    ],
    variable: "CHROMIUM_PATH",
    version: "--version"
  },
  { name: "ffmpeg", commands: ["ffmpeg"], places: [], variable: "FFMPEG_PATH", version: "-version" },
  {
    name: "Apache",
    commands: ["apache2", "httpd"],
    places: [],
    variable: "APACHE_PATH",
    version: "-v"
  },
  { name: "rclone", commands: ["rclone"], places: [], variable: "RCLONE_PATH", version: "version" }
]

type Install = ReadonlyArray<ReadonlyArray<string>>

interface PackageManager {
  readonly command: string
  readonly needsRoot: boolean
  /** Commands that install the program, one after the other. */
  readonly install: Readonly<Record<SystemProgram["name"], Install>>
}

const apt = (packages: ReadonlyArray<string>): Install => [
  ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "update"],
  ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "--no-install-recommends", ...packages]
]

/** One command for each program, by the names that a system has for them. */
const installs = (
  names: Readonly<Record<SystemProgram["name"], ReadonlyArray<string>>>,
  command: (packages: ReadonlyArray<string>) => Install
): PackageManager["install"] => ({
  Chromium: command(names.Chromium),
  ffmpeg: command(names.ffmpeg),
  Apache: command(names.Apache),
  rclone: command(names.rclone)
})

export const packageManagers: ReadonlyArray<PackageManager> = [
  {
    command: "apt-get",
    needsRoot: true,
    // The program alone: the package apache2 would start it as a service.
    install: installs({ Chromium: ["chromium"], ffmpeg: ["ffmpeg"], Apache: ["apache2-bin"], rclone: ["rclone"] }, apt)
  },
  {
    command: "dnf",
    needsRoot: true,
    install: installs({ Chromium: ["chromium"], ffmpeg: ["ffmpeg-free"], Apache: ["httpd"], rclone: ["rclone"] }, (packages) => [
      ["dnf", "install", "-y", ...packages]
    ])
  },
  {
    command: "pacman",
    needsRoot: true,
    install: installs({ Chromium: ["chromium"], ffmpeg: ["ffmpeg"], Apache: ["apache"], rclone: ["rclone"] }, (packages) => [
      ["pacman", "-Sy", "--noconfirm", ...packages]
    ])
  },
  {
    command: "apk",
    needsRoot: true,
    install: installs(
      { Chromium: ["chromium"], ffmpeg: ["ffmpeg"], Apache: ["apache2", "apache2-webdav"], rclone: ["rclone"] },
      (packages) => [["apk", "add", "--no-cache", ...packages]]
    )
  },
  {
    command: "zypper",
    needsRoot: true,
    install: installs({ Chromium: ["chromium"], ffmpeg: ["ffmpeg"], Apache: ["apache2"], rclone: ["rclone"] }, (packages) => [
      ["zypper", "--non-interactive", "install", ...packages]
    ])
  },
  {
    command: "brew",
    needsRoot: false,
    install: {
      Chromium: [["brew", "install", "--cask", "chromium"]],
      ffmpeg: [["brew", "install", "ffmpeg"]],
      Apache: [["brew", "install", "httpd"]],
      rclone: [["brew", "install", "rclone"]]
    }
  }
]

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Where a command is on PATH, or undefined. */
export const findCommand = (command: string, path: string): string | undefined =>
  path
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, command))
    .find(isProgram)

/** Servers lie in sbin, beside the bin that users' PATH leads to. */
const withSbin = (path: string): string =>
  [path, ...path.split(delimiter).flatMap((folder) => (folder.endsWith("/bin") ? [folder.replace(/bin$/, "sbin")] : []))].join(
    delimiter
  )

const findProgram = (program: SystemProgram, context: Context): string | undefined => {
  const named = context.env[program.variable]
  if (named !== undefined && named !== "") return named
  const path = withSbin(context.env.PATH ?? "")
  for (const command of program.commands) {
    const found = findCommand(command, path)
    if (found !== undefined) return found
  }
  return program.places.find((place) => existsSync(place))
}

/** What a person does when the check cannot. */
const advice = (program: SystemProgram): string =>
  `Install ${program.name} (a program named ${program.commands.join(", ")} on PATH) or set ${program.variable} to it, then run the check again.`

/** The prefix that gives a command root's rights; undefined when there is none. */
const rootPrefix = (path: string): ReadonlyArray<string> | undefined => {
  if (process.getuid?.() === 0) return []
  return findCommand("sudo", path) === undefined ? undefined : ["sudo", "-n"]
}

/** Installs one program; answers what went wrong, or undefined. */
const install = async (program: SystemProgram, context: Context): Promise<string | undefined> => {
  const path = context.env.PATH ?? ""
  const manager = packageManagers.find((candidate) => findCommand(candidate.command, path) !== undefined)
  if (manager === undefined) return `${program.name} is missing and this machine has no package manager that the check knows.`
  const prefix = manager.needsRoot ? rootPrefix(path) : []
  if (prefix === undefined)
    return `${program.name} is missing and ${manager.command} needs root's rights, which this user cannot get.`
  for (const command of manager.install[program.name]) {
    const [head = "", ...rest] = [...prefix, ...command]
    const result = await run(context, head, rest, { timeoutMs: 600_000 })
    if (result.code !== 0)
      return `${program.name} is missing and could not be installed: ${[head, ...rest].join(" ")}\n${result.output}`
  }
  return undefined
}

const ensure = async (
  program: SystemProgram,
  context: Context
): Promise<{ readonly path?: string; readonly problem?: string }> => {
  const present = findProgram(program, context)
  const problem = present === undefined ? await install(program, context) : undefined
  if (problem !== undefined) return { problem: `${problem}\n${advice(program)}` }
  const path = present ?? findProgram(program, context)
  if (path === undefined) return { problem: `${program.name} was installed and is still not found.\n${advice(program)}` }
  const version = await run(context, path, [program.version], { timeoutMs: 60_000 })
  return version.code === 0 ? { path } : { problem: `${path} does not start:\n${version.output}\n${advice(program)}` }
}

/** Finds or installs them all, and tells later steps where they are through the environment. */
export const ensureSystemPrograms = async (context: Context): Promise<Outcome> => {
  const problems: Array<string> = []
  const found: Array<string> = []
  for (const program of systemPrograms) {
    const result = await ensure(program, context)
    if (result.path === undefined) problems.push(result.problem ?? "")
    else {
      context.env[program.variable] = result.path
      found.push(result.path)
    }
  }
  return problems.length === 0 ? passed(found.join(", ")) : failed("a program is missing", problems.join("\n\n"))
}
