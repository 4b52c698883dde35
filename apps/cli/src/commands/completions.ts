/** `deadwax completions SHELL` in the forms that the fast path leaves to the parser, as with other options around it. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { completionScript, shells } from "../completions/script.ts"
import { outlineOf } from "../outline.ts"
import { Screen } from "../print/screen.ts"

export const completionsCommand = Command.make(
  "completions",
  { shell: Argument.Literals("bash|zsh|fish", shells) },
  Effect.fnUntraced(function* ({ shell }) {
    const screen = yield* Screen
    yield* screen.out(completionScript(shell))
  })
).pipe(Command.withDescription(outlineOf("completions").summary))
