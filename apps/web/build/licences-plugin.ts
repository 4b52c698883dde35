/**
 * Puts the licences of all packages that are in the build beside it: of the page's scripts, and of the workers', which Vite builds apart and
 * whose packages its own list leaves out.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Plugin } from "vite"

interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly license?: string
}

const licenceFile = /^(?:licen[cs]e|copying)(?:[.-].*)?$/i

/** The directory of the package that a module lies in: the nearest whose package.json has a name and a version. */
const packageOf = (moduleId: string): string | undefined => {
  const path = moduleId.replace(/^\0/, "").split("?")[0] ?? ""
  if (!path.includes("/node_modules/")) return undefined
  for (let directory = dirname(path); directory.includes("/node_modules/"); directory = dirname(directory)) {
    const { name, version } = readManifest(directory)
    if (name !== undefined && version !== undefined) return directory
  }
  return undefined
}

const readManifest = (directory: string): Manifest => {
  const path = join(directory, "package.json")
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Manifest) : {}
}

const section = (directory: string): string => {
  const { name, version, license = "see its text" } = readManifest(directory)
  const file = readdirSync(directory).find((entry) => licenceFile.test(entry))
  const text =
    file === undefined ? `Under the licence that it names: ${license}.` : readFileSync(join(directory, file), "utf8").trim()
  return `## ${name} ${version} (${license})\n\n${text}\n`
}

const collectInto = (
  packages: Set<string>,
  bundle: Parameters<Extract<Plugin["generateBundle"], (...args: never) => unknown>>[1]
) => {
  for (const file of Object.values(bundle)) {
    const ids = file.type === "chunk" ? file.moduleIds : file.originalFileNames
    for (const found of ids.map(packageOf)) if (found !== undefined) packages.add(found)
  }
}

/** `collect` goes among the plugins of workers, `write` among those of the page, which is built when its workers are. */
export const makeLicences = (): { readonly collect: () => Plugin; readonly write: () => Plugin } => {
  const packages = new Set<string>()
  return {
    collect: () => ({
      name: "deadwax-licences-of-workers",
      apply: "build",
      generateBundle(_options, bundle) {
        collectInto(packages, bundle)
      }
    }),
    write: () => ({
      name: "deadwax-licences",
      apply: "build",
      generateBundle(_options, bundle) {
        collectInto(packages, bundle)
        const sections = [...new Set([...packages].map(section))].sort()
        const source = `# Licences\n\nWhat this app is made of besides its own code.\n\n${sections.join("\n")}`
        this.emitFile({ type: "asset", fileName: "licences/packages.md", source })
      }
    })
  }
}
