/** What the tests' WebDAV server says of its resources, as XML. */
import { createHash } from "node:crypto"
import { contentSizeBytes, type SimulatedFile } from "../../src/sources/simulated/remote.ts"
import { parentOf, type Space } from "./space.ts"

const escapeXml = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")

const hrefOf = (base: string, path: string, isFolder: boolean): string => {
  const encoded = path.split("/").map(encodeURIComponent).join("/")
  return escapeXml(`${base}/${encoded}${isFolder && path !== "" ? "/" : ""}`)
}

const isBelow = (folder: string, path: string): boolean => folder === "" || path.startsWith(`${folder}/`)

/** A folder's ETag: of all below it, or of the names in it alone. */
const folderEtag = (space: Space, folder: string): string => {
  const files = space.remote.ids().flatMap((id) => space.remote.file(id) ?? [])
  const below = files.filter(({ path }) => isBelow(folder, path))
  const states =
    space.options.foldersTell === true
      ? below.map(({ path, revision }) => `${path} ${revision}`)
      : below.filter(({ path }) => parentOf(path) === folder).map(({ path }) => path)
  return `"${createHash("sha256").update(states.sort().join("\n")).digest("hex").slice(0, 16)}"`
}

const response = (href: string, properties: string): string =>
  `<D:response><D:href>${href}</D:href><D:propstat><D:prop>${properties}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat><D:propstat><D:prop><D:displayname>not this</D:displayname><D:getetag>"nor this"</D:getetag></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response>`

export const describeFolder = (space: Space, base: string, path: string): string => {
  const own =
    path === "" && space.options.feed === true
      ? `<D:sync-token>${escapeXml(space.remote.cursor())}</D:sync-token><D:supported-report-set><D:supported-report><D:report><D:sync-collection/></D:report></D:supported-report></D:supported-report-set>`
      : ""
  const fileId = space.options.foldersTell === true ? "<o:fileid>1</o:fileid>" : ""
  const etag = `<D:getetag>${escapeXml(folderEtag(space, path))}</D:getetag>`
  return response(hrefOf(base, path, true), `<D:resourcetype><D:collection/></D:resourcetype>${etag}${own}${fileId}`)
}

export const describeFile = (space: Space, base: string, file: SimulatedFile): string =>
  response(
    hrefOf(base, file.path, false),
    `<D:resourcetype/><D:getcontentlength>${contentSizeBytes(file.content) + space.wrong.wrongSizes}</D:getcontentlength>` +
      `<D:getlastmodified>${new Date(file.modifiedAtUs / 1000).toUTCString()}</D:getlastmodified><D:getetag>${escapeXml(space.wrong.everyEtag ?? file.revision)}</D:getetag>`
  )

export const describeGone = (base: string, path: string): string =>
  `<D:response><D:href>${hrefOf(base, path, false)}</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>`

export const describeCut = (base: string): string =>
  `<D:response><D:href>${base}/</D:href><D:status>HTTP/1.1 507 Insufficient Storage</D:status></D:response>`

export const multistatus = (inside: string): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<D:multistatus xmlns:D="DAV:" xmlns:o="http://owncloud.org/ns">${inside}</D:multistatus>`

/** What is in a folder, right inside it. */
export const insideOf = (space: Space, folder: string) => ({
  folders: [...space.folders].filter((path) => path !== "" && parentOf(path) === folder),
  files: space.remote
    .ids()
    .flatMap((id) => space.remote.file(id) ?? [])
    .filter(({ path }) => parentOf(path) === folder)
})
