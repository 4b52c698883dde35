/** Everything a case of this package needs, on Node. */
export { layer, runtime } from "@deadwax/core-async/node"
