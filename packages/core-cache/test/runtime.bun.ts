export { layer, runtime } from "@deadwax/core-async/bun"
