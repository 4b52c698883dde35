/** What names are made of: the fields of a release and of a track, and the templates that users may replace. */
import { printedCredit, taggedNames } from "../artists/printed-credit.ts"
import type { roles } from "../artists/roles.ts"
import type { Release, Track } from "../model/model.ts"
import { type Fields, type FieldValue, parseTemplate, renderTemplate, type Template } from "./template.ts"

/** The texts of the templates, as in the configuration. */
export interface TemplateTexts {
  readonly release: string
  readonly track: string
}

/** `{artists} - {year}. {title}[ - Single if single][ [NEW]]` and `[DD-]NN. {title}[ (feat. guests)]`: the library format's names. */
export const defaultTemplates: TemplateTexts = {
  release: '{artists} - {if year}{year}. {end}{title}{if type = "single"} - Single{end}{if new} [NEW]{end}',
  track: "{if multidisc}{disc:2}-{end}{track:2}. {title}{if guest} (feat. {guest}){end}"
}

/** How a library names its directories and files. */
export interface Naming {
  readonly templates: TemplateTexts
  /** The longest name of a directory, or of a file without its extension, in UTF-8 bytes. */
  readonly maxFilenameBytes: number
}

/** The naming of a library whose user chose none; file names of at most 180 bytes. */
export const defaultNaming: Naming = { templates: defaultTemplates, maxFilenameBytes: 180 }

/** Names cannot be shorter than what tells apart two of them, nor longer than any disk takes. */
export const filenameBytes = { least: 12, most: 255 } as const

const roleFields = {
  main: "names",
  guest: "names",
  remixer: "names",
  producer: "names",
  composer: "names",
  conductor: "names",
  djmixer: "names"
} as const satisfies Readonly<Record<(typeof roles)[number], "names">>

const releaseOnly = {
  year: "text",
  date: "text",
  originalYear: "text",
  originalDate: "text",
  compositionDate: "text",
  type: "text",
  edition: "text",
  catalogNumber: "text",
  labels: "names",
  genres: "names",
  secondaryGenres: "names",
  descriptors: "names",
  discs: "text",
  multidisc: "flag",
  new: "flag"
} as const satisfies Fields

/** What a release's template may use. */
export const releaseFields = {
  artists: "text",
  title: "text",
  ...releaseOnly,
  tracks: "text",
  ...roleFields
} as const satisfies Fields

/** What a track's template may use; the release's artists and title have names of their own there. */
export const trackFields = {
  track: "text",
  title: "text",
  artists: "text",
  disc: "text",
  tracks: "text",
  ...roleFields,
  ...releaseOnly,
  release: "text",
  releaseArtists: "text"
} as const satisfies Fields

/** The templates of a library, checked. */
export interface Templates {
  readonly release: Template
  readonly track: Template
}

/** Checks both templates; throws `InvalidTemplate` for the first that cannot be used. */
export const parseTemplates = (texts: TemplateTexts): Templates => ({
  release: parseTemplate(texts.release, releaseFields),
  track: parseTemplate(texts.track, trackFields)
})

type Values<F extends Fields> = Readonly<Record<keyof F, FieldValue>>

const yearOf = (date: string | null): string | null => date?.slice(0, 4) ?? null

const sharedValues = (release: Release): Values<typeof releaseOnly> => ({
  year: yearOf(release.releaseDate),
  date: release.releaseDate,
  originalYear: yearOf(release.originalDate),
  originalDate: release.originalDate,
  compositionDate: release.compositionDate,
  type: release.type,
  edition: release.edition,
  catalogNumber: release.catalogNumber,
  labels: release.labels,
  genres: release.genres,
  secondaryGenres: release.secondaryGenres,
  descriptors: release.descriptors,
  discs: String(release.discTotal),
  multidisc: release.discTotal > 1,
  new: release.isNew
})

/** A release's name before it is fitted to a disk. */
export const releaseName = (templates: Templates, release: Release): string => {
  const values: Values<typeof releaseFields> = {
    ...taggedNames(release.artists),
    ...sharedValues(release),
    artists: printedCredit(release.artists),
    title: release.title,
    tracks: String(release.trackTotal)
  }
  return renderTemplate(templates.release, values)
}

/** A track's name, without extension, before it is fitted to a disk. */
export const trackName = (templates: Templates, release: Release, track: Track): string => {
  const values: Values<typeof trackFields> = {
    ...taggedNames(track.artists),
    ...sharedValues(release),
    track: track.trackNumber,
    title: track.title,
    artists: printedCredit(track.artists),
    disc: track.discNumber,
    tracks: String(track.trackTotal),
    release: release.title,
    releaseArtists: printedCredit(release.artists)
  }
  return renderTemplate(templates.track, values)
}
