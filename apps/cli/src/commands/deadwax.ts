/**
 * The command tree. Only the commands that a call may mean are loaded, since most of the time of a short call is loading: those whose names
 * stand among its words. The others are names without options, which is all that the parser needs to know of them.
 */
import * as CliConfig from "effect/cli/CliConfig"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { optionSummary } from "../outline.ts"
import { Screen, type ScreenShape } from "../print/screen.ts"
import { version } from "../version.ts"
import { globalSettings } from "./global-options.ts"

/** Each command by its name, in the order in which they are listed. */
const loaders = {
  init: async () => (await import("./init.ts")).initCommand,
  scan: async () => (await import("./scan.ts")).scanCommand,
  status: async () => (await import("./status.ts")).statusCommand,
  releases: async () => (await import("./releases.ts")).releasesCommand,
  tracks: async () => (await import("./tracks.ts")).tracksCommand,
  collages: async () => (await import("./collages.ts")).collagesCommand,
  playlists: async () => (await import("./playlists.ts")).playlistsCommand,
  smart: async () => (await import("./smart.ts")).smartCommand,
  sources: async () => (await import("./sources.ts")).sourcesCommand,
  sync: async () => (await import("./sync.ts")).syncCommand,
  queue: async () => (await import("./queue.ts")).queueCommand,
  duplicates: async () => (await import("./duplicates.ts")).duplicatesCommand,
  trash: async () => (await import("./trash.ts")).trashCommand,
  doctor: async () => (await import("./doctor.ts")).doctorCommand,
  artists: async () => (await import("./values.ts")).artistsCommand,
  genres: async () => (await import("./values.ts")).genresCommand,
  descriptors: async () => (await import("./values.ts")).descriptorsCommand,
  labels: async () => (await import("./values.ts")).labelsCommand,
  search: async () => (await import("./search.ts")).searchCommand,
  inspect: async () => (await import("./inspect.ts")).inspectCommand,
  watch: async () => (await import("./watch.ts")).watchCommand,
  serve: async () => (await import("./serve.ts")).serveCommand,
  config: async () => (await import("./config.ts")).configCommand,
  export: async () => (await import("./import.ts")).exportCommand,
  import: async () => (await import("./import.ts")).importCommand,
  completions: async () => (await import("./completions.ts")).completionsCommand
}

type Name = keyof typeof loaders

const isName = (text: string): text is Name => Object.hasOwn(loaders, text)

/** The commands' names. */
export const commandNames: ReadonlyArray<string> = Object.keys(loaders)

/** The tree for a call of these words. */
export const loadCommand = async (words: ReadonlyArray<string>) => {
  const isMeant = new Set(words)
  const load = (name: Name) => (isMeant.has(name) ? loaders[name]() : Command.make(name))
  const subcommands = await Promise.all(commandNames.filter(isName).map(load))
  return Command.make("deadwax").pipe(Command.withSubcommands(subcommands), Command.withGlobalFlags(globalSettings))
}

/** The parser's own options: help and version only; `-v` is ours and means verbose. */
const versionOption = (screen: ScreenShape) =>
  GlobalFlag.Action({
    flag: Flag.Boolean("version").pipe(
      Flag.withDescription(optionSummary("", "version")),
      Flag.withoutNegation,
      Flag.withDefault(false)
    ),
    run: () => Effect.orDie(screen.out(`deadwax ${version}\n`))
  })

export const parserLayer = Layer.unwrap(
  Effect.map(Screen, (screen) => CliConfig.layer({ builtIns: [GlobalFlag.Help, versionOption(screen)] }))
)
