/** Sizes for people. */

const units = ["bytes", "KB", "MB", "GB", "TB"] as const

/** "1.4 GB": powers of 1,000, as browsers and disks count. */
export const formatBytes = (bytes: number): string => {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}
