/** Lengths, dates and counts as people read them. */

const two = (value: number): string => String(value).padStart(2, "0")

/** Seconds as `3:07` or `1:02:03`; an unknown length is a dash. */
export const formatSeconds = (seconds: number | null): string => {
  if (seconds === null || !Number.isFinite(seconds) || seconds < 0) return "–"
  const whole = Math.floor(seconds)
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`

/** `1 track`, `2,000 tracks`; `many` where that is no `s`. */
export const formatCount = counted

/** Seconds as a screen reader says them: `3 minutes 7 seconds`. */
export const speakSeconds = (seconds: number | null): string => {
  if (seconds === null || !Number.isFinite(seconds) || seconds < 0) return "unknown length"
  const whole = Math.floor(seconds)
  const parts = [
    [Math.floor(whole / 3600), "hour"],
    [Math.floor(whole / 60) % 60, "minute"],
    [whole % 60, "second"]
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => counted(count, unit))
  return said.length === 0 ? "0 seconds" : said.join(" ")
}

/** A sum of lengths, where seconds no longer matter: `42 min`, `3 h 5 min`; under a minute `48 s`. */
export const formatLength = (seconds: number): string => {
  if (seconds < 60) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  if (hours === 0) return `${minutes} min`
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
}

/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD` as `2019`, `Mar 2019`, `8 Mar 2019`; anything else as it stands. */
export const formatDate = (date: string): string => {
  const found = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(date)
  const month = months[Number(found?.[2] ?? 0) - 1]
  if (found === null || (found[2] !== undefined && month === undefined)) return date
  return [found[3] === undefined ? undefined : String(Number(found[3])), month, found[1]]
    .filter((part) => part !== undefined)
    .join(" ")
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/** The year of a date, or an empty text. */
export const yearOf = (date: string | null): string => /^\d{4}/.exec(date ?? "")?.[0] ?? ""

const spans = [
  [60, "second", 1],
  [3600, "minute", 60],
  [86_400, "hour", 3600],
  [2_592_000, "day", 86_400]
] as const

/** How long ago an ISO time was: `just now`, `5 minutes ago`, `2 days ago`; after a month the date itself. */
export const formatSince = (iso: string, nowMs: number): string => {
  const seconds = Math.max(0, (nowMs - Date.parse(iso)) / 1000)
  if (seconds < 10) return "just now"
  const span = spans.find(([below]) => seconds < below)
  return span === undefined ? formatDate(iso.slice(0, 10)) : `${counted(Math.floor(seconds / span[2]), span[1])} ago`
}
