/** Which kind of file has a place for the ids. By the name's extension, as everywhere in a library; the content must then agree. */
import { flac } from "./flac.ts"
import { mp3 } from "./mp3.ts"
import { mp4 } from "./mp4.ts"
import { ogg, oggCodec } from "./ogg.ts"
import type { Source } from "./source.ts"
import type { TagFormat } from "./tag-format.ts"

const formats: ReadonlyMap<string, TagFormat> = new Map([
  ["mp3", mp3],
  ["m4a", mp4],
  ["flac", flac],
  ["ogg", ogg],
  ["opus", ogg]
])

/** The format whose fields hold the ids of a file of this name; undefined where the library's format has no field for them. */
export const formatOfPath = (path: string): TagFormat | undefined =>
  formats.get(path.slice(path.lastIndexOf(".") + 1).toLowerCase())

/** The same, with a look inside: an Ogg file may hold codecs that have no field. Throws `MalformedFile` when it is no Ogg file. */
export const formatOf = (path: string, file: Source): TagFormat | undefined => {
  const format = formatOfPath(path)
  return format === ogg && oggCodec(file) === undefined ? undefined : format
}
