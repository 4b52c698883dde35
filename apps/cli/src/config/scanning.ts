/** The key that decides how files are read: `quick_reader`. A change of it needs no scan: what is read is the same. */
import { InvalidKey, type Table } from "./invalid-key.ts"

export interface ScanningOptions {
  /** Plain files are read by the quick reader. */
  readonly quickReader: boolean
}

export const scanningKeys = ["quick_reader"]

/** Reads and checks the key; throws `InvalidKey`. */
export const readScanning = ({ quick_reader: quickReader = true }: Table): ScanningOptions => {
  if (typeof quickReader !== "boolean") throw new InvalidKey("quick_reader", "true or false")
  return { quickReader }
}
