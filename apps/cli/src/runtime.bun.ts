/** What the core runs on, on Bun. */
export { layer } from "@deadwax/core-async/bun"
