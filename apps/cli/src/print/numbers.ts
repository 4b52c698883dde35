/** Numbers as people read them. */

/** 12,345 */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",")

/** "1 track", "2 tracks" */
export const counted = (count: number, one: string, many: string): string => `${grouped(count)} ${count === 1 ? one : many}`

const two = (count: number): string => String(count).padStart(2, "0")

/** A length in whole seconds as `3:07` or `1:02:03`; empty when it is not known. */
export const lengthOf = (seconds: number | null): string => {
  if (seconds === null) return ""
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

/** How long something took: `0.4 s`, `12 s`, `3:07 min`. */
export const tookText = (milliseconds: number): string => {
  if (milliseconds < 10_000) return `${(milliseconds / 1000).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1000)
  return seconds < 60 ? `${seconds} s` : `${lengthOf(seconds)} ${seconds < 3600 ? "min" : "h"}`
}

/** A file size in the units of 1,024: `8.1 MiB`. */
export const sizeOf = (bytes: number): string => {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  return power === 0 ? `${bytes} bytes` : `${(bytes / 1024 ** power).toFixed(1)} ${units[power]}`
}
