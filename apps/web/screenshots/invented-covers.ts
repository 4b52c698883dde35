/** Sleeves for pictures of the app: drawn by the browser that takes them, so that nobody's artwork is shown. */
import { readdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser } from "playwright"

const sizePx = 640

interface Sleeve {
  /** A word of the release's directory. */
  readonly directory: RegExp
  readonly title: string
  readonly artist: string
  /** Card, ink, second ink. */
  readonly colours: readonly [string, string, string]
  /** SVG on a field of 100 by 100; `c1` and `c2` stand for the inks. */
  readonly drawing: string
}

const times = (count: number, draw: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => draw(index)).join("")

const sleeves: ReadonlyArray<Sleeve> = [
  {
    directory: /Velvet Static/,
    title: "Velvet Static",
    artist: "The Paper Lanterns",
    colours: ["#2b1a3d", "#f2a65a", "#c8553d"],
    drawing: `<circle cx="50" cy="62" r="26" fill="c1"/>${times(9, (i) => `<rect x="0" y="${58 + i * 5}" width="100" height="${1 + i * 0.35}" fill="c0"/>`)}<circle cx="78" cy="24" r="3" fill="c2"/>`
  },
  {
    directory: /夜の水族館/,
    title: "夜の水族館",
    artist: "凪紗コウ",
    colours: ["#0d3b4f", "#8fd6d2", "#f4d58d"],
    drawing: `${times(7, (i) => `<path d="M-5 ${44 + i * 8} q 13 -9 27 0 t 27 0 t 27 0 t 27 0" fill="none" stroke="c1" stroke-width="${2.6 - i * 0.25}"/>`)}<circle cx="72" cy="30" r="11" fill="c2"/>`
  },
  {
    directory: /Зимний сад/,
    title: "Зимний сад",
    artist: "Сильвер Тень",
    colours: ["#e4e7e2", "#35524a", "#a23b3b"],
    drawing: `${times(11, (i) => `<path d="M${8 + i * 8.4} 100 V ${46 + ((i * 31) % 27)} m 0 12 l -5 -6 m 5 14 l 5 -6" stroke="c1" stroke-width="1.5" fill="none"/>`)}<circle cx="74" cy="32" r="7" fill="c2"/>`
  },
  {
    directory: /Lanterns Over Water/,
    title: "Lanterns Over Water",
    artist: "Various Artists",
    colours: ["#8c2f24", "#f6c667", "#3d1410"],
    drawing: times(14, (i) => {
      const [x, y] = [8 + ((i * 41) % 86), 40 + ((i * 29) % 52)]
      return `<ellipse cx="${x}" cy="${y}" rx="${3 + (i % 3)}" ry="${4 + (i % 3)}" fill="c1"/><rect x="${x - 2}" y="${y + 6}" width="4" height="1" fill="c2"/>`
    })
  },
  {
    directory: /Tidal Symphonies/,
    title: "The Tidal Symphonies",
    artist: "Orchestra Meridian",
    colours: ["#efe3c8", "#24476b", "#c46a3f"],
    drawing: `${times(12, (i) => `<circle cx="50" cy="112" r="${8 + i * 6}" fill="none" stroke="c1" stroke-width="2.2"/>`)}<rect x="0" y="96" width="100" height="4" fill="c2"/>`
  },
  {
    directory: /Live Wires/,
    title: "LIVE WIRES",
    artist: "AB/CD",
    colours: ["#191919", "#f5d90a", "#e5484d"],
    drawing: `<path d="M58 36 L34 70 H50 L42 98 L72 58 H55 Z" fill="c1"/>${times(6, (i) => `<path d="M0 ${44 + i * 10} H 24 M 78 ${44 + i * 10} H 100" stroke="c2" stroke-width="1.2"/>`)}`
  },
  {
    directory: /Slow Cinema/,
    title: "Slow Cinema",
    artist: "Halden Row",
    colours: ["#d8c3a5", "#3b2f2f", "#b3502e"],
    drawing: `<path d="M50 40 L6 100 H94 Z" fill="c1"/><circle cx="50" cy="40" r="5" fill="c2"/>${times(5, (i) => `<rect x="${i * 22}" y="94" width="12" height="6" fill="c2"/>`)}`
  },
  {
    directory: /Field Notes/,
    title: "Field Notes",
    artist: "Quill & Ember",
    colours: ["#5b6b3a", "#e8e2c0", "#2c3418"],
    drawing: times(
      8,
      (i) =>
        `<path d="M0 ${46 + i * 7} C 30 ${38 + i * 7}, 60 ${56 + i * 7}, 100 ${42 + i * 7} V 100 H 0 Z" fill="${i % 2 === 0 ? "c1" : "c0"}"/>`
    )
  },
  {
    directory: /Static Bloom/,
    title: "Static Bloom",
    artist: "Nova Kite",
    colours: ["#f0c9c0", "#7a1f3d", "#2f6f62"],
    drawing: `${times(12, (i) => `<ellipse cx="50" cy="44" rx="5" ry="17" fill="c1" opacity=".8" transform="rotate(${i * 30} 50 62)"/>`)}<circle cx="50" cy="62" r="7" fill="c2"/>`
  },
  {
    directory: /Night Shift/,
    title: "Night Shift",
    artist: "Ester Quill",
    colours: ["#14213d", "#fca311", "#e5e5e5"],
    drawing: times(
      30,
      (i) =>
        `<rect x="${6 + (i % 6) * 15.5}" y="${42 + Math.floor(i / 6) * 11}" width="10" height="6" fill="${(i * 7) % 5 === 0 ? "c1" : "#233a66"}"/>`
    )
  },
  {
    directory: /Harbour Tapes/,
    title: "Harbour Tapes",
    artist: "Halden Row",
    colours: ["#b7c9c3", "#1f3a40", "#d9583b"],
    drawing: `<circle cx="31" cy="66" r="17" fill="none" stroke="c1" stroke-width="5"/><circle cx="69" cy="66" r="17" fill="none" stroke="c1" stroke-width="5"/><path d="M31 83 H69" stroke="c2" stroke-width="2.4"/><circle cx="31" cy="66" r="4" fill="c2"/><circle cx="69" cy="66" r="4" fill="c2"/>`
  }
]

const pageOf = ({ title, artist, colours, drawing }: Sleeve): string => {
  const inked = drawing.replace(/c([012])/g, (_, index: string) => colours[Number(index)] ?? "")
  return `<body style="margin:0"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="${sizePx}" height="${sizePx}">
    <rect width="100" height="100" fill="${colours[0]}"/>${inked}
    <text x="7" y="17" font-family="Inter, sans-serif" font-weight="800" font-size="${title.length > 14 ? 8 : 10.5}" letter-spacing="-.2" fill="${colours[1]}">${title}</text>
    <text x="7.4" y="25" font-family="Inter, sans-serif" font-weight="500" font-size="4.4" fill="${colours[1]}">${artist.replace("&", "&amp;")}</text></svg>`
}

/** Writes a sleeve into every directory of `music` that one was drawn for. */
export const writeCovers = async (browser: Browser, music: string): Promise<void> => {
  const page = await browser.newPage({ viewport: { width: sizePx, height: sizePx } })
  const directories = readdirSync(music, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory())
  for (const sleeve of sleeves) {
    const directory = directories.find((entry) => sleeve.directory.test(entry.name))
    if (directory === undefined) throw new Error(`no directory for ${sleeve.title}`)
    const place = join(directory.parentPath, directory.name)
    // The sample's own are test patterns.
    for (const name of readdirSync(place)) if (/\.(?:jpe?g|png)$/i.test(name)) rmSync(join(place, name))
    await page.setContent(pageOf(sleeve))
    writeFileSync(join(place, "cover.jpg"), await page.screenshot({ type: "jpeg", quality: 88 }))
  }
  await page.close()
}
