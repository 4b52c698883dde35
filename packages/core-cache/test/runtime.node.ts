export { layer, runtime } from "@deadwax/core-async/node"
