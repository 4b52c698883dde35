/** The sounds of the sample library, all made here: tones, chords, sweeps and noise, encoded small with ffmpeg. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"

/** `name:number`: a tone of that frequency, a chord on it, a sweep from it two octaves up, or noise with that seed. */
export type SoundName = `${"tone" | "chord" | "sweep" | "noise"}:${number}`

/** How a container's sound is encoded. Fixed per container, so that expectations can be tabled. */
export interface Encoding {
  readonly format: "mp3" | "flac" | "m4a" | "ogg-vorbis" | "opus"
  readonly extension: string
  readonly sampleRateHz: number
  readonly channels: number
  /** Constant bitrate, where there is one that every reader must report. */
  readonly bitrateKbps: number | null
  readonly arguments: ReadonlyArray<string>
}

export type Container = "mp3" | "flac" | "m4a" | "alac" | "ogg" | "opus"

export const encodings: Readonly<Record<Container, Encoding>> = {
  mp3: {
    format: "mp3",
    extension: "mp3",
    sampleRateHz: 44100,
    channels: 1,
    bitrateKbps: 40,
    arguments: ["-c:a", "libmp3lame", "-b:a", "40k", "-id3v2_version", "0", "-write_id3v1", "0"]
  },
  flac: {
    format: "flac",
    extension: "flac",
    sampleRateHz: 16000,
    channels: 1,
    bitrateKbps: null,
    arguments: ["-c:a", "flac", "-sample_fmt", "s16"]
  },
  m4a: {
    format: "m4a",
    extension: "m4a",
    sampleRateHz: 44100,
    channels: 2,
    bitrateKbps: null,
    arguments: ["-c:a", "aac", "-b:a", "32k", "-f", "ipod"]
  },
  alac: {
    format: "m4a",
    extension: "m4a",
    sampleRateHz: 16000,
    channels: 1,
    bitrateKbps: null,
    arguments: ["-c:a", "alac", "-sample_fmt", "s16p", "-f", "ipod"]
  },
  ogg: {
    format: "ogg-vorbis",
    extension: "ogg",
    sampleRateHz: 22050,
    channels: 1,
    bitrateKbps: null,
    arguments: ["-c:a", "libvorbis", "-b:a", "24k"]
  },
  opus: {
    format: "opus",
    extension: "opus",
    sampleRateHz: 48000,
    channels: 1,
    bitrateKbps: null,
    arguments: ["-c:a", "libopus", "-b:a", "20k"]
  }
}

const expression = (name: SoundName): string => {
  const [kind, value] = name.split(":")
  const hz = Number(value)
  const sine = (frequency: string) => `sin(2*PI*${frequency}*t)`
  switch (kind) {
    case "tone":
      return `0.3*${sine(`${hz}`)}`
    case "chord":
      return `0.15*(${[1, 1.25, 1.5].map((ratio) => sine(`${hz * ratio}`)).join("+")})`
    case "sweep":
      return `0.3*${sine(`(${hz}+${1.5 * hz}*t)`)}`
    default:
      return `0.1*(2*random(${hz % 10})-1)*exp(-2*mod(t,0.5))`
  }
}

/** The encoded sound, with no tags and nothing that names the encoder's build. `moovFirst`: MP4 only. */
export const makeSound = (name: SoundName, seconds: number, container: Container, moovFirst = false): Uint8Array => {
  const { sampleRateHz, channels, extension, arguments: codec } = encodings[container]
  const directory = mkdtempSync(`${tmpdir()}/deadwax-sound-`)
  const file = `${directory}/sound.${extension}`
  const channelExpressions = Array.from({ length: channels }, () => expression(name)).join("|")
  const source = `aevalsrc='${channelExpressions}':s=${sampleRateHz}:d=${seconds},afade=t=in:d=0.05,afade=t=out:st=${seconds - 0.1}:d=0.1`
  try {
    const output = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact", ...codec]
    const order = moovFirst ? ["-movflags", "+faststart"] : []
    execFileSync("ffmpeg", ["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", source, ...output, ...order, file])
    return new Uint8Array(readFileSync(file))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
