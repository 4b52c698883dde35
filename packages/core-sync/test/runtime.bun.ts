/** Everything a case of this package needs, on Bun. */
export { layer, runtime } from "@deadwax/core-async/bun"
