/**
 * Bun's own settings for work that goes through a whole library. Bun reads them when a process starts and at no other time, so the process takes
 * its own place (`execve`): the same pid, directory, standard streams and arguments, some ten milliseconds later. Nothing was read or written
 * until then.
 *
 * What makes it hard: it must happen once. The environment says that it did, and which settings came by it; both are taken out of it again before
 * anybody is started who would inherit them. Where the system or the runtime has no `execve`, or refuses, all goes on as it is.
 */

/**
 * What a file leaves is garbage at once, and by itself Bun lets its heap grow by twice what is held before it looks at it; here by three
 * quarters, also on machines of less than 16 GB, where another rule would be asked. The last of its compilers is for code that runs for minutes:
 * compiling takes longer than a scan gains by it.
 */
const settings: Readonly<Record<string, string>> = {
  BUN_JSC_heapGrowthFunctionThresholdInMB: "0",
  BUN_JSC_heapGrowthMaxIncrease: "0.75",
  BUN_JSC_useFTLJIT: "0"
}

/** Names of the settings that the process was started again with. */
const marker = "DEADWAX_STARTED_WITH"

type Environment = Record<string, string | undefined>

/** Takes out of the environment what a start put there. Answers false where there was none. */
const isStartedAgain = (environment: Environment): boolean => {
  const names = environment[marker]
  if (names === undefined) return false
  delete environment[marker]
  for (const name of names.split(" ")) if (name in settings) delete environment[name]
  return true
}

/** The environment to start again with; undefined where nothing is to be set (what is set already stays), or not all of it could be handed over. */
const thriftyEnvironment = (environment: Environment): Record<string, string> | undefined => {
  const names = Object.keys(settings).filter((name) => environment[name] === undefined)
  const entries = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined)
  // Bytes that are no text were lost when the environment was read.
  const isWhole = entries.every((entry) => !entry.join("").includes("\ufffd"))
  if (names.length === 0 || !isWhole) return undefined
  return {
    ...Object.fromEntries(entries),
    ...Object.fromEntries(names.map((name) => [name, settings[name]!])),
    [marker]: names.join(" ")
  }
}

/** Starts the process again with the settings, unless it was: where that works, this does not return. */
export const beThrifty = (): void => {
  const { env, execve, execPath, argv0, execArgv, argv } = process
  if (isStartedAgain(env) || execve === undefined || process.platform !== "linux") return
  // A program of one file names its script otherwise than it is named by; a channel to the program that started this one would be lost.
  if (argv[1]?.startsWith("/$bunfs/") === true || process.send !== undefined) return
  // Told to go to another directory, Bun is there already, and would look for it from there.
  if (execArgv.some((word) => word === "--cwd" || word.startsWith("--cwd="))) return
  const again = thriftyEnvironment(env)
  if (again === undefined) return
  // Where it is refused, Bun says afterwards that it was an experiment; nobody else has anything to warn of before.
  const listeners = process.listeners("warning")
  process.removeAllListeners("warning")
  try {
    execve.call(process, execPath, [argv0, ...execArgv, ...argv.slice(1)], again)
  } catch {
    // The program's file was replaced, or there is no room for more environment: as it is, it works as well.
    setImmediate(() => {
      for (const listener of listeners) process.on("warning", listener)
    })
  }
}
