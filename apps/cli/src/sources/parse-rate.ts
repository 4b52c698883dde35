/** How many bytes may come in a second, as people write it. */
import { leastBytesPerSecond } from "@deadwax/core-sync"

const units: Readonly<Record<string, number>> = { "": 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }

/** `500K`, `2M` or `2MB/s`; `none` is null. Undefined: it is no rate, or too low a one. */
export const parseRate = (text: string): number | null | undefined => {
  if (text === "none") return null
  const [, digits = "", unit = ""] = /^(\d{1,12})([KMG]?)(?:B?\/s)?$/.exec(text) ?? []
  const bytesPerSecond = digits === "" ? Number.NaN : Number(digits) * (units[unit] ?? Number.NaN)
  return Number.isSafeInteger(bytesPerSecond) && bytesPerSecond >= leastBytesPerSecond ? bytesPerSecond : undefined
}
