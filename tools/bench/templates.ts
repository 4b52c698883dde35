/**
 * The recordings from which a made-up library's files are copied, one a format.
 *
 * The small ones are committed in `templates/` (made by `bun tools/bench/templates.ts`), so that tests need no encoder; longer ones are
 * encoded with ffmpeg when asked for. The sound is made of integers only: FLAC's MD5 must come out the same on every machine.
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { fileURLToPath } from "node:url"
import type { SampleFormat } from "./plan-library.ts"
import { type MarkableFlac, markableFlac, parseFlac, writeFlac } from "./tags/flac.ts"
import { type Mp3Stream, parseMp3 } from "./tags/mp3.ts"
import { type Mp4Stream, parseMp4 } from "./tags/mp4.ts"
import { type OggStream, parseOgg } from "./tags/ogg.ts"

export interface Templates {
  readonly mp3: Mp3Stream
  readonly flac: MarkableFlac
  readonly m4a: Mp4Stream
  readonly ogg: OggStream
  readonly opus: OggStream
}

interface Sound {
  readonly sampleRateHz: number
  readonly channels: number
  readonly samples: number
  /** Of 32767: how high the triangle is. */
  readonly height: number
  /** Of 32767; noise does not compress, which is what makes FLAC files large. */
  readonly noise: number
}

const flacBlockSamples = 4096

/** A triangle wave with noise, 16 bits little-endian, interleaved. */
const makePcm = (sound: Sound): Uint8Array => {
  const out = new Uint8Array(sound.samples * sound.channels * 2)
  const view = new DataView(out.buffer)
  const period = Math.floor(sound.sampleRateHz / 220)
  let state = 1
  for (let i = 0; i < sound.samples; i++) {
    const phase = i % period
    const triangle = Math.floor((Math.abs(2 * phase - period) * 2 * sound.height) / period) - sound.height
    for (let c = 0; c < sound.channels; c++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      view.setInt16((i * sound.channels + c) * 2, triangle + Math.floor(((state >>> 16) * sound.noise) / 65536), true)
    }
  }
  return out
}

const codecArguments: Record<SampleFormat, (kbps: number) => ReadonlyArray<string>> = {
  mp3: (kbps) => ["-c:a", "libmp3lame", "-b:a", `${kbps}k`, "-id3v2_version", "0", "-write_id3v1", "0"],
  flac: () => ["-c:a", "flac", "-frame_size", `${flacBlockSamples}`],
  m4a: (kbps) => ["-c:a", "aac", "-b:a", `${kbps}k`, "-movflags", "+faststart", "-f", "ipod"],
  ogg: (kbps) => ["-c:a", "libvorbis", "-b:a", `${kbps}k`],
  opus: (kbps) => ["-c:a", "libopus", "-b:a", `${kbps}k`]
}

/** Encodes with ffmpeg, without tags and without anything that differs from run to run. */
const encode = (format: SampleFormat, sound: Sound, pcm: Uint8Array, kbps: number): Uint8Array => {
  const directory = mkdtempSync(`${tmpdir()}/deadwax-template-`)
  const file = `${directory}/template.${format}`
  try {
    const input = ["-f", "s16le", "-ar", `${sound.sampleRateHz}`, "-ac", `${sound.channels}`, "-i", "-"]
    const output = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact", ...codecArguments[format](kbps), file]
    execFileSync("ffmpeg", ["-v", "error", "-nostdin", "-y", ...input, ...output], { input: pcm })
    return readFileSync(file)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const formats: ReadonlyArray<SampleFormat> = ["mp3", "flac", "m4a", "ogg", "opus"]

const wholeBlocks = (samples: number): number => Math.max(1, Math.round(samples / flacBlockSamples)) * flacBlockSamples

/** About a second each, and at most 6 KB. */
const smallSounds: Record<SampleFormat, readonly [sound: Sound, kbps: number]> = {
  mp3: [{ sampleRateHz: 44100, channels: 1, samples: 44100, height: 4000, noise: 0 }, 32],
  flac: [{ sampleRateHz: 8000, channels: 1, samples: wholeBlocks(8000), height: 400, noise: 0 }, 0],
  m4a: [{ sampleRateHz: 44100, channels: 1, samples: 44100, height: 4000, noise: 0 }, 24],
  ogg: [{ sampleRateHz: 22050, channels: 1, samples: 22050, height: 4000, noise: 0 }, 24],
  opus: [{ sampleRateHz: 48000, channels: 1, samples: 48000, height: 4000, noise: 0 }, 16]
}

/** Stereo at rates that people use; `kbps` of FLAC is what this noise comes to. */
const fullSound = (format: SampleFormat, sizeKb: number): readonly [sound: Sound, kbps: number] => {
  const kbps = { mp3: 192, flac: 1040, m4a: 160, ogg: 128, opus: 96 }[format]
  const sampleRateHz = format === "opus" ? 48000 : 44100
  const samples = Math.ceil((sizeKb * 8 * sampleRateHz) / kbps)
  return [
    { sampleRateHz, channels: 2, samples: format === "flac" ? wholeBlocks(samples) : samples, height: 4000, noise: 6000 },
    kbps
  ]
}

const parsed = (file: (format: SampleFormat) => Uint8Array, flacPcm: Uint8Array): Templates => ({
  mp3: parseMp3(file("mp3")),
  flac: markableFlac(file("flac"), flacPcm),
  m4a: parseMp4(file("m4a")),
  ogg: parseOgg(file("ogg")),
  opus: parseOgg(file("opus"))
})

const smallDirectory = fileURLToPath(new URL("./templates/", import.meta.url))

/** The committed ones: at most 6 KB each, no ffmpeg needed. */
export const smallTemplates = (): Templates =>
  parsed((format) => readFileSync(`${smallDirectory}tone.${format}`), makePcm(smallSounds.flac[0]))

/** Encoded now, each about `sizeKb` kilobytes of audio. Needs ffmpeg. */
export const fullTemplates = (sizeKb: number): Templates => {
  const pcmOf = (format: SampleFormat) => makePcm(fullSound(format, sizeKb)[0])
  return parsed(
    (format) => encode(format, fullSound(format, sizeKb)[0], pcmOf(format), fullSound(format, sizeKb)[1]),
    pcmOf("flac")
  )
}

/** A square JPEG of noise, about 40 KB at 500 px. Needs ffmpeg. */
export const makeCover = (sizePx: number): Uint8Array =>
  execFileSync(
    "ffmpeg",
    ["-v", "error", "-nostdin", "-f", "lavfi", "-i", `mandelbrot=size=${sizePx}x${sizePx}:maxiter=300,noise=alls=12`].concat([
      "-frames:v",
      "1",
      "-q:v",
      "5",
      "-fflags",
      "+bitexact",
      "-flags:v",
      "+bitexact",
      "-f",
      "mjpeg",
      "-"
    ]),
    { maxBuffer: 16 * 1024 * 1024 }
  )

if (import.meta.main) {
  mkdirSync(smallDirectory, { recursive: true })
  for (const format of formats) {
    const [sound, kbps] = smallSounds[format]
    const data = encode(format, sound, makePcm(sound), kbps)
    // ffmpeg leaves 8 KB of padding in a FLAC file.
    writeFileSync(`${smallDirectory}tone.${format}`, format === "flac" ? writeFlac(parseFlac(data), { comments: [] }) : data)
  }
}
