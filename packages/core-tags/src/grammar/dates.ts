/** Dates of the library format: as exact as the tag, never more. */

/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
export type PartialDate = string

const pad = (value: number, length: number): string => String(value).padStart(length, "0")

const daysIn = (year: number, month: number): number =>
  month === 2 ? (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31

/** Builds a date from its parts; a month or day that no calendar has is left out, with what follows it. Year 0 is no date. */
export const dateOf = (year: number, month?: number, day?: number): PartialDate | null => {
  if (year < 1 || year > 9999) return null
  const text = pad(year, 4)
  if (month === undefined || month < 1 || month > 12) return text
  const withMonth = `${text}-${pad(month, 2)}`
  return day === undefined || day < 1 || day > daysIn(year, month) ? withMonth : `${withMonth}-${pad(day, 2)}`
}

/**
 * Reads a date field: an integer is a year (eight digits are a date without hyphens), a leading `YYYY-MM-DD` a full date whatever
 * follows, `YYYY-MM` year and month. All else, also the text `None`, is no date.
 */
export const parseDate = (value: string): PartialDate | null => {
  const text = value.trim()
  const parts =
    /^(\d{4})-(\d{1,2})-(\d{1,2})/.exec(text) ??
    /^(\d{4})-(\d{1,2})(?!\d)/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text) ??
    /^(\d{1,4})$/.exec(text)
  if (parts === null) return null
  const [, year, month, day] = parts
  return dateOf(Number(year), month === undefined ? undefined : Number(month), day === undefined ? undefined : Number(day))
}

/** ID3v2.3 keeps a date in two frames: `TYER` (YYYY) and `TDAT` (DDMM). */
export const dateFromYearAndDayMonth = (year: string, dayMonth: string): PartialDate | null => {
  const parts = /^(\d{2})(\d{2})$/.exec(dayMonth.trim())
  const whole = parseDate(year)
  if (parts === null || whole?.length !== 4) return whole
  return dateOf(Number(whole), Number(parts[2]), Number(parts[1]))
}
