/** Loaded before the tests of one trial: one file of the project is given to them with a change in it. The disk is left alone. */
import { plugin } from "bun"

const path = process.env["DEADWAX_MUTANT_PATH"]
const text = process.env["DEADWAX_MUTANT_TEXT"]

if (path !== undefined && text !== undefined) {
  const isIt = new RegExp(`^${path.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`)
  plugin({
    name: "one mutant",
    setup: (build) => {
      build.onLoad({ filter: isIt }, () => ({ contents: text, loader: "ts" }))
    }
  })
}
