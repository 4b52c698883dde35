/** An operand that names a file or a directory. Empty text would mean the working directory: more likely a variable that is not set. */
import * as Argument from "effect/cli/Argument"

export const pathOperand = (name: string, description: string) =>
  Argument.String(name).pipe(
    Argument.withDescription(description),
    Argument.filter(
      (path) => path !== "",
      () => "a path that is not empty"
    )
  )
