/** `deadwax config check|preview-templates`. */
import * as Command from "effect/cli/Command"
import { groups } from "../outline.ts"
import { checkConfigCommand } from "./check-config.ts"
import { previewTemplates } from "./preview-templates.ts"

export const configCommand = Command.make("config").pipe(
  Command.withDescription(groups.config ?? ""),
  Command.withSubcommands([checkConfigCommand, previewTemplates])
)
