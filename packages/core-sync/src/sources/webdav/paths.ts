/**
 * Between paths of a source and what a WebDAV server calls them.
 *
 * What makes it hard: an href comes from elsewhere and would be taken for a path. `new URL` folds "..", also where it is encoded, so hrefs are
 * split before they are decoded, and a segment that is or becomes more than one name is refused.
 */

/** Where an href is below the root: "" is the root itself. */
export type Placed =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "problem"; readonly path: string; readonly reason: "name" | "outside-root" }

/** Undefined when the encoding is none, or not of UTF-8. */
const decodeSegment = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

/** Decoded segments of an absolute path; undefined where one is no name. */
const decodeSegments = (path: string): ReadonlyArray<string> | undefined => {
  const segments = path.split("/").map(decodeSegment)
  return segments.every((name) => name !== undefined && name !== "" && name !== "." && name !== ".." && !name.includes("/"))
    ? segments.filter((name) => name !== undefined)
    : undefined
}

const trimSlashes = (path: string): string => path.replace(/^\/|\/$/g, "")

/** The names that lead to a source's root, from its URL's path. */
export const rootSegments = (pathname: string): ReadonlyArray<string> =>
  pathname
    .split("/")
    .filter((name) => name !== "")
    .map((name) => decodeSegment(name) ?? name)

/** Places an href, absolute or a whole URL, below the root. Who it says it was is of no matter: it is never asked. */
export const placeHref = (root: ReadonlyArray<string>, href: string): Placed => {
  const absolute = href.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "").replace(/[?#].*$/s, "")
  const path = trimSlashes(absolute)
  if (!absolute.startsWith("/")) return { kind: "problem", path: href, reason: "name" }
  const segments = path === "" ? [] : decodeSegments(path)
  if (segments === undefined) {
    const isAbove = path.split("/").some((segment) => decodeSegment(segment) === "..")
    return { kind: "problem", path: trimSlashes(absolute), reason: isAbove ? "outside-root" : "name" }
  }
  if (!root.every((name, at) => segments[at] === name))
    return { kind: "problem", path: `/${segments.join("/")}`, reason: "outside-root" }
  return { kind: "path", path: segments.slice(root.length).join("/") }
}

/** The encoded form of a path below the root, without a slash at the start; undefined for what no listing can have told. */
export const encodePath = (path: string): string | undefined => {
  const names = path.split("/")
  if (names.some((name) => name === "" || name === "." || name === ".." || name.includes("\u0000"))) return undefined
  return path.isWellFormed() ? names.map(encodeURIComponent).join("/") : undefined
}
