/** What the killed renamer and its judge agree on. */
import { defaultNaming, type Library, type Naming } from "../src/index.ts"

/** The library in `directory`. */
export const killedLibrary = (directory: string, id: string): Library => ({
  id,
  name: "music",
  root: `${directory}/music`,
  identity: "tags",
  layout: "flat"
})

// Each round gives every directory and file another name; names of one round are wanted by other files in the next.
const trackTemplates = ["{track:2}. {title}", "{disc:2}. {title}", "{title}"]

export const namingOfRound = (round: number): Naming => ({
  ...defaultNaming,
  templates: {
    release: round % 2 === 0 ? "{artists} - {title}" : "{title}",
    track: trackTemplates[round % trackTemplates.length] ?? "{title}"
  }
})
