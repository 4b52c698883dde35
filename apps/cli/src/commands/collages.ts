/** `deadwax collages …`: ordered lists of releases. */
import * as Command from "effect/cli/Command"
import { groups } from "../outline.ts"
import { collectionCommands } from "./collections.ts"

export const collagesCommand = Command.make("collages").pipe(
  Command.withDescription(groups.collages ?? ""),
  Command.withSubcommands([
    ...collectionCommands({
      group: "collages",
      one: "collage",
      member: "release",
      of: (cache) => cache.collages,
      items: (collage) => collage.releases,
      getMember: (cache) => cache.getRelease
    })
  ])
)
