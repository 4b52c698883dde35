/** What a browser must have before there is any point in starting. What only a try can tell, the worker says. */
import type { LibraryState } from "./browser-library.ts"

type Unavailable = Extract<LibraryState, { kind: "unavailable" }>

const insecure: Unavailable = {
  kind: "unavailable",
  reason: "insecure",
  message: "Browsers keep files only for sites with a secure address.",
  remedy: "Open Deadwax by https, or on the machine itself by http://localhost."
}

const noPrivateFiles: Unavailable = {
  kind: "unavailable",
  reason: "no-private-files",
  message: "This browser cannot keep files for a site, which the library in the browser needs.",
  remedy: "Use a newer browser, and an ordinary window instead of a private one."
}

const noLocks: Unavailable = {
  kind: "unavailable",
  reason: "no-locks",
  message: "This browser cannot keep two tabs apart, so opening a library could damage it.",
  remedy: "Use a newer browser."
}

/** Undefined: all is there. */
export const missingParts = (): Unavailable | undefined => {
  if (!isSecureContext) return insecure
  if (typeof navigator.storage?.getDirectory !== "function" || typeof FileSystemFileHandle === "undefined") return noPrivateFiles
  if (!("move" in FileSystemFileHandle.prototype) || !("createWritable" in FileSystemFileHandle.prototype)) return noPrivateFiles
  if (navigator.locks === undefined || typeof BroadcastChannel === "undefined") return noLocks
  return undefined
}
