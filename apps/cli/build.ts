/**
 * Makes dist/: the command line as one bundle for Bun and Node, split so that `--version` loads next to nothing, with
 * - the whole of it once more as one file, compiled for the Bun that builds it,
 * - both worker entries, which the mains start by their place beside them,
 * - the web app's build, which `serve` sends to browsers, where there is one,
 * - TagLib's WebAssembly as a file of its own: it is LGPL, and its user may put another build in its place,
 * - the licences of all that was bundled.
 *
 * `bun build.ts [DIRECTORY]`; exports `buildCli` for the tests, which run what would be shipped.
 */
import { chmodSync, copyFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join, resolve } from "node:path"
import { thisRuntime } from "./src/load-program.bun.ts"

const here = import.meta.dirname
const entries = ["bin.ts", "main.bun.ts", "main.node.ts", "worker.bun.ts", "worker.node.ts"]

/** The directory of the package that a bundled file came from; undefined for the project's own files. */
const packageOf = (input: string): string | undefined => {
  const marker = "/node_modules/"
  const at = input.lastIndexOf(marker)
  if (at < 0) return undefined
  const [scope = "", name = ""] = input.slice(at + marker.length).split("/")
  return input.slice(0, at + marker.length) + (scope.startsWith("@") ? `${scope}/${name}` : scope)
}

const isLicence = (name: string): boolean => /^(licen[cs]e|copying|notice)/i.test(name)

const noticeOf = (directory: string): string => {
  const { name, version, license } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as Record<string, string>
  const texts = readdirSync(directory)
    .filter(isLicence)
    .map((file) => readFileSync(join(directory, file), "utf8").trim())
  return [`${name} ${version} (${license})`, ...texts].join("\n\n")
}

/** TagLib is the one part that is not under a permissive licence. */
const tagLibNotice = `taglib-web.wasm is TagLib (https://taglib.org), compiled to WebAssembly by taglib-wasm; it is free software under
the GNU Lesser General Public License 2.1 or later (https://www.gnu.org/licenses/old-licenses/lgpl-2.1.html). Its source and the build are at
https://github.com/taglib/taglib and https://github.com/CharlesWiltgen/taglib-wasm. It is loaded as a file of its own when the first
id is written into a file; to use a build of yours, replace taglib-web.wasm in this directory.`

/** `inputs` are relative to the working directory, as the bundler reports them. */
const writeNotices = (inputs: ReadonlyArray<string>, outdir: string): void => {
  const packages = new Set(inputs.map((input) => packageOf(resolve(input))).filter((found) => found !== undefined))
  const notices = [...packages].map(noticeOf).sort()
  const text = ["Deadwax contains these packages.", tagLibNotice, ...notices].join(`\n\n${"-".repeat(80)}\n\n`)
  writeFileSync(join(outdir, "THIRD-PARTY-NOTICES.txt"), `${text}\n`)
}

/** Where the installed taglib-wasm keeps its file; it belongs to core-tags, so it is looked for from there. */
const tagLibPath = (): string => {
  const require = createRequire(join(here, "../../packages/core-tags/package.json"))
  return join(dirname(require.resolve("taglib-wasm")), "taglib-web.wasm")
}

const webBuild = join(here, "../web/dist")

/** Without it, `serve` answers programs alone; what is shipped must have it. */
const copyWebApp = (outdir: string): void => {
  if (existsSync(join(webBuild, "index.html"))) cpSync(webBuild, join(outdir, "web"), { recursive: true })
}

const common = {
  // Lines stay: tools that judge a published module by its text (publint) stumble over one endless line.
  minify: { syntax: true, identifiers: true, whitespace: false },
  conditions: ["source"],
  // sharp is native code: npm brings the build for the machine, or none.
  external: ["bun:*", "bun", "sharp"]
}

/** The modules, for Bun and Node; answers what was bundled. */
const buildModules = async (outdir: string): Promise<ReadonlyArray<string>> => {
  const { metafile } = await Bun.build({
    ...common,
    entrypoints: entries.map((entry) => join(here, "src", entry)),
    outdir,
    target: "node",
    format: "esm",
    splitting: true,
    metafile: true,
    define: { DEADWAX_COMPILED_FOR: JSON.stringify(thisRuntime()) },
    naming: { entry: "[name].mjs", chunk: "chunk-[hash].mjs" }
  })
  return Object.keys(metafile?.inputs ?? {})
}

/**
 * The same program in one file with its bytecode, for the Bun that builds. Such a file must be CommonJS, in which the bundler would write
 * the place of each source on this machine for `import.meta.url`: it says where the package lies instead.
 */
const buildCompiled = async (outdir: string): Promise<void> => {
  await Bun.build({
    ...common,
    entrypoints: [join(here, "src/program.bun.ts")],
    outdir,
    target: "bun",
    format: "cjs",
    bytecode: true,
    define: { "import.meta.url": "globalThis.DEADWAX_PLACE" },
    naming: { entry: "program.cjs" }
  })
}

export const buildCli = async (outdir: string): Promise<void> => {
  rmSync(outdir, { recursive: true, force: true })
  const inputs = await buildModules(outdir)
  await buildCompiled(outdir)
  copyFileSync(tagLibPath(), join(outdir, "taglib-web.wasm"))
  copyWebApp(outdir)
  writeNotices(inputs, outdir)
  chmodSync(join(outdir, "bin.mjs"), 0o755)
  if (!existsSync(join(outdir, "worker.node.mjs"))) throw new Error("the bundle has no worker entry")
}

if (import.meta.main) {
  if (!existsSync(join(webBuild, "index.html"))) throw new Error("build the web app first: bun run build")
  await buildCli(process.argv[2] ?? join(here, "dist"))
}
