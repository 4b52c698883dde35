/**
 * Times in the filter language: `30d` counts back from now, `2024`, `2024-05`, `2024-05-01` are stretches of UTC's calendar, and
 * `2024-05-01T10:30:00Z` is a moment, with up to six digits behind the point. As an end of a range a stretch counts whole.
 */
import { isBackwards, type Stretch, withinReach } from "../filter/bounds.ts"
import type { Moment } from "../filter/filter.ts"

/** Months have 30 days and years 365: what counts back from now need not be exact to the day. */
const unitSeconds: Readonly<Record<string, number>> = {
  s: 1,
  h: 3600,
  d: 86_400,
  w: 7 * 86_400,
  m: 30 * 86_400,
  y: 365 * 86_400
}

/** Reads `30d`, `30d..7d`, `..30d`, `2024`, `2024-05..`, and so on. Undefined: it is no stretch, or ends before it begins. */
export const readStretch = (text: string): Stretch | undefined => {
  const at = text.indexOf("..")
  if (at < 0) return readOne(text)
  const from = at === 0 ? { from: null } : readOne(text.slice(0, at))
  const last = at + 2 === text.length ? { from: null, to: null } : readOne(text.slice(at + 2))
  if (from === undefined || last === undefined) return undefined
  // What counts back is a moment itself, and not all the time since.
  const to = last.from !== null && "agoSeconds" in last.from ? last.from : last.to
  return isBackwards(from.from, to) ? undefined : { from: from.from, to }
}

const readOne = (text: string): Stretch | undefined => {
  const [, count, unit = ""] = /^(\d{1,9})([shdwmy])$/.exec(text) ?? []
  if (count !== undefined) return { from: { agoSeconds: Number(count) * unitSeconds[unit]! }, to: null }
  return readDate(text) ?? readInstant(text)
}

const dayUs = 86_400_000_000

const readDate = (text: string): Stretch | undefined => {
  const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text) ?? []
  if (year === undefined) return undefined
  const start = startUs(`${year}-${month ?? "01"}-${day ?? "01"}`)
  if (start === undefined) return undefined
  if (day !== undefined) return between(start, start + dayUs)
  const next = Number(month ?? 12) === 12 ? [Number(year) + 1, 1] : [Number(year), Number(month) + 1]
  const end = startUs(`${pad(next[0]!, 4)}-${pad(next[1]!, 2)}-01`)
  return between(start, end ?? Number.MAX_SAFE_INTEGER)
}

const pad = (count: number, digits: number): string => String(count).padStart(digits, "0")

const between = (startUs: number, endUs: number): Stretch => ({
  from: { atUs: withinReach(startUs) },
  to: { atUs: withinReach(endUs - 1) }
})

/** Undefined: the calendar has no such day. */
const startUs = (day: string): number | undefined => {
  const ms = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day ? undefined : ms * 1000
}

const readInstant = (text: string): Stretch | undefined => {
  const [, upToSeconds, digits = ""] = /^(\d{4}-\d\d-\d\dt\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?z$/i.exec(text) ?? []
  const ms = Date.parse(`${upToSeconds ?? ""}Z`.toUpperCase())
  if (upToSeconds === undefined || Number.isNaN(ms)) return undefined
  const moment = { atUs: withinReach(ms * 1000 + Number(digits.padEnd(6, "0"))) }
  return { from: moment, to: moment }
}

/** The shortest text that is read as the same stretch. */
export const printStretch = ({ from, to }: Stretch): string => {
  if (from !== null && to === null && "agoSeconds" in from) return printMoment(from, "start")
  const [start, end] = [from === null ? "" : printMoment(from, "start"), to === null ? "" : printMoment(to, "end")]
  return start === end && start !== "" && from !== null && "atUs" in from ? start : `${start}..${end}`
}

const printMoment = (moment: Moment, end: "start" | "end"): string => {
  if ("atUs" in moment) return printInstant(moment.atUs, end)
  const { agoSeconds } = moment
  const unit = ["d", "h", "s"].find((name) => agoSeconds % unitSeconds[name]! === 0) ?? "s"
  return `${agoSeconds / unitSeconds[unit]!}${unit}`
}

/** The calendar's year, month or day of which it is the start or the end, else the moment itself. */
const printInstant = (us: number, end: "start" | "end"): string => {
  const day = isoOf(us).slice(0, 10)
  for (const text of [day.slice(0, 4), day.slice(0, 7), day]) {
    const stretch = readDate(text)
    const bound = end === "start" ? stretch?.from : stretch?.to
    if (bound && "atUs" in bound && bound.atUs === us) return text
  }
  return isoOf(us)
}

const isoOf = (us: number): string => {
  const seconds = Math.floor(us / 1_000_000)
  const rest = us - seconds * 1_000_000
  const iso = new Date(seconds * 1000).toISOString().slice(0, 19)
  return `${iso}${rest === 0 ? "" : `.${pad(rest, 6)}`}Z`
}
