/** Which Node can run this: the first with a synchronous SQLite that needs no flag, and what Effect's Node platform asks for. */
const least = [22, 19] as const

/** What to say to the user of an older Node; undefined when it will do. */
export const nodeComplaint = (version: string): string | undefined => {
  const [major = 0, minor = 0] = version.split(".").map(Number)
  if (major > least[0] || (major === least[0] && minor >= least[1])) return undefined
  return `deadwax: Node ${version} is too old; Deadwax needs Node ${least.join(".")} or newer, or Bun.\n`
}
