/**
 * Gives the program in the form that begins soonest. The package has it twice: as modules, for each runtime, and compiled beforehand for
 * the one version of Bun that made the package (program.cjs with program.cjs.jsc), which spares half of a short command's time. Bun itself
 * compares the version that the second was made for, and reads the text beside it where that is another; here that goes by the modules.
 */
import type { run } from "./program.bun.ts"

type Program = { readonly run: typeof run }

/** What the bundle was compiled for, as `thisRuntime()` tells it; put there by the build, and not there in the sources. */
declare const DEADWAX_COMPILED_FOR: string | undefined

/** A version of Bun, its system and its processor: what was compiled for one of them is of no use to another. */
export const thisRuntime = (): string => `${Bun.version} ${process.platform} ${process.arch}`

const isCompiled = typeof DEADWAX_COMPILED_FOR === "string" && DEADWAX_COMPILED_FOR === thisRuntime()

export const loadProgram = async (): Promise<Program> => {
  if (!isCompiled) return import("./program.bun.ts")
  // A compiled file does not know where it lies: the build lets it ask here.
  Object.assign(globalThis, { DEADWAX_PLACE: import.meta.url })
  try {
    return await import(new URL("./program.cjs", import.meta.url).href)
  } catch {
    // Not there, or cut off: the modules are the same program.
    return import("./program.bun.ts")
  }
}
