/** What the core runs on, on Node. */
export { layer } from "@deadwax/core-async/node"
