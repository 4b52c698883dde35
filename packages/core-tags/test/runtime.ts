/** The services of the runtime that the tests run on, Bun or Node. */
export const { layer } =
  process.versions.bun === undefined ? await import("@deadwax/core-async/node") : await import("@deadwax/core-async/bun")
