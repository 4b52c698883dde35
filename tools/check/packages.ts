/** The publishable packages, checked as they would be published: packed, then read by publint and attw from the tarball. */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { bunPath, type Context, run } from "./context.ts"
import { failed, type Outcome, passed } from "./outcome.ts"

export interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly license?: string
  readonly exports?: unknown
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

export interface Workspace {
  /** Relative to the root, as "packages/core-async". */
  readonly folder: string
  readonly manifest: Manifest
}

/** Every workspace below packages/ and apps/, sorted by folder. */
export const workspaces = (root: string): ReadonlyArray<Workspace> =>
  ["packages", "apps"].flatMap((group) =>
    readdirSync(join(root, group))
      .sort()
      .map((name) => `${group}/${name}`)
      .filter((folder) => existsSync(join(root, folder, "package.json")))
      .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest }))
  )

/** What must be in a tarball and what must not, given the paths in it. */
export const tarballComplaints = (paths: ReadonlyArray<string>): ReadonlyArray<string> => {
  const inside = paths.map((path) => path.replace(/^package\//, ""))
  const found: Array<string> = []
  if (!inside.includes("LICENSE")) found.push("LICENSE is not in the tarball")
  if (!inside.some((path) => path.startsWith("dist/"))) found.push("nothing of dist/ is in the tarball")
  for (const path of inside)
    if (/^(test|src)\//.test(path) || /\.tsbuildinfo$|(?:\.contract|\/contract-[a-z-]+)\.(?:js|d\.ts)$/.test(path))
      found.push(`does not belong in the tarball: ${path}`)
  return found
}

/** Packs one package and runs every check on the tarball; answers what was wrong. */
const checkPackage = async (context: Context, workspace: Workspace): Promise<ReadonlyArray<string>> => {
  const destination = join(context.reports, "packed", workspace.folder.replaceAll("/", "-"))
  rmSync(destination, { recursive: true, force: true })
  const cwd = join(context.root, workspace.folder)
  const packed = await run(context, bunPath(context), ["pm", "pack", "--destination", destination], { cwd })
  const name = packed.code === 0 ? readdirSync(destination).find((file) => file.endsWith(".tgz")) : undefined
  if (name === undefined) return [`bun pm pack\n${packed.output}`]
  const tarball = join(destination, name)
  const listing = await run(context, "tar", ["-tzf", tarball])
  const found = [...tarballComplaints(listing.output.trim().split("\n"))]
  const manifest = await run(context, "tar", ["-xzOf", tarball, "package/package.json"])
  if (/"(?:workspace|catalog):/.test(manifest.output))
    found.push("the packed package.json still speaks of workspace: or catalog:")
  const checks = [["publint", "run", tarball, "--strict"]]
  // A program without importable entries has no types to resolve.
  if (workspace.manifest.exports !== undefined)
    checks.push(["attw", tarball, "--profile", "esm-only", "--no-emoji", "--no-color"])
  for (const [tool = "", ...args] of checks) {
    const result = await run(context, join(context.root, "node_modules/.bin", tool), args)
    if (result.code !== 0) found.push(`${tool}\n${result.output}`)
  }
  return found
}

export const checkPackages = async (context: Context): Promise<Outcome> => {
  const publishable = workspaces(context.root).filter((workspace) => workspace.manifest.private !== true)
  const problems: Array<string> = []
  for (const workspace of publishable) {
    const found = await checkPackage(context, workspace)
    problems.push(...found.map((text) => `${workspace.manifest.name}: ${text}`))
  }
  if (publishable.length === 0) return failed("no publishable package was found")
  return problems.length === 0
    ? passed(publishable.map((w) => w.manifest.name).join(", "))
    : failed("not publishable", problems.join("\n"))
}
