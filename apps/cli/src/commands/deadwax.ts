/** The whole command tree. */
import * as CliConfig from "effect/cli/CliConfig"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { optionSummary } from "../outline.ts"
import { Screen, type ScreenShape } from "../print/screen.ts"
import { version } from "../version.ts"
import { collagesCommand } from "./collages.ts"
import { completionsCommand } from "./completions.ts"
import { configCommand } from "./config.ts"
import { doctorCommand } from "./doctor.ts"
import { duplicatesCommand } from "./duplicates.ts"
import { globalSettings } from "./global-options.ts"
import { exportCommand, importCommand } from "./import.ts"
import { initCommand } from "./init.ts"
import { inspectCommand } from "./inspect.ts"
import { playlistsCommand } from "./playlists.ts"
import { queueCommand } from "./queue.ts"
import { releasesCommand } from "./releases.ts"
import { scanCommand } from "./scan.ts"
import { searchCommand } from "./search.ts"
import { serveCommand } from "./serve.ts"
import { smartCommand } from "./smart.ts"
import { sourcesCommand } from "./sources.ts"
import { statusCommand } from "./status.ts"
import { syncCommand } from "./sync.ts"
import { tracksCommand } from "./tracks.ts"
import { trashCommand } from "./trash.ts"
import { artistsCommand, descriptorsCommand, genresCommand, labelsCommand } from "./values.ts"
import { watchCommand } from "./watch.ts"

export const deadwaxCommand = Command.make("deadwax").pipe(
  Command.withSubcommands([
    initCommand,
    scanCommand,
    statusCommand,
    releasesCommand,
    tracksCommand,
    collagesCommand,
    playlistsCommand,
    smartCommand,
    sourcesCommand,
    syncCommand,
    queueCommand,
    duplicatesCommand,
    trashCommand,
    doctorCommand,
    artistsCommand,
    genresCommand,
    descriptorsCommand,
    labelsCommand,
    searchCommand,
    inspectCommand,
    watchCommand,
    serveCommand,
    configCommand,
    exportCommand,
    importCommand,
    completionsCommand
  ]),
  Command.withGlobalFlags(globalSettings)
)

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
