/** What a package.json may depend on: the same direction as imports. */
import type { Workspace } from "../../check/packages.ts"
import { packageOrder } from "./imports.ts"

const rank = (name: string): number => packageOrder.findIndex((folder) => name === `@deadwax/${folder}`)
const banned = /^@effect\/(?:platform-bun|platform-browser|sql-sqlite-.*)$/
/** The version is decided in one place: the catalog, the workspace, or an exact number. */
const pinnedVersion = /^(?:catalog:|workspace:\*|\d+\.\d+\.\d+(?:-[\w.]+)?)$/

export const manifestProblems = (workspace: Workspace): ReadonlyArray<string> => {
  const { manifest, folder } = workspace
  const here = folder.startsWith("packages/") ? rank(manifest.name) : packageOrder.length
  const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies })
  return [
    ...(manifest.name === `@deadwax/${folder.split("/")[1]}` ? [] : [`${folder} is named ${manifest.name}`]),
    ...(manifest.license === "MIT" ? [] : [`${manifest.name} has the licence ${manifest.license}`]),
    ...all
      .filter(([name]) => rank(name) >= here && rank(name) !== -1)
      .map(([name]) => `${manifest.name} must not depend on ${name}`),
    ...all
      .filter(([name]) => banned.test(name))
      .map(([name]) => `${manifest.name} depends on ${name}, which does not work with this Effect`),
    ...all
      .filter(([, version]) => !pinnedVersion.test(version))
      .map(([name, version]) => `${manifest.name}: ${name} is not pinned (${version})`)
  ]
}
