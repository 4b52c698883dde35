/** The type of a track's file, by its format as the library knows it. */

const mimes: Readonly<Partial<Record<string, string>>> = {
  mp3: "audio/mpeg",
  mp2: "audio/mpeg",
  mp1: "audio/mpeg",
  m4a: "audio/mp4",
  flac: "audio/flac",
  "ogg-vorbis": "audio/ogg",
  "ogg-flac": "audio/ogg",
  "ogg-speex": "audio/ogg",
  opus: "audio/ogg",
  wav: "audio/wav",
  aiff: "audio/aiff",
  aac: "audio/aac",
  mka: "audio/x-matroska",
  wv: "audio/x-wavpack",
  ape: "audio/x-ape",
  mpc: "audio/x-musepack"
}

/** A format that is not listed is sent as bytes: `nosniff` keeps a browser from guessing. */
export const audioMime = (format: string): string => mimes[format] ?? "application/octet-stream"
