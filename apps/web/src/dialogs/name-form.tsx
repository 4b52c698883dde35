/** How is it to be called? */
import { type FormEvent, useId, useState } from "react"
import { ClientError } from "../client/client-error.ts"
import { explain } from "../data/library.ts"
import type { NameQuestion } from "./dialogs.tsx"
import { NameField } from "./name-field.tsx"
import { Sheet } from "./sheet.tsx"

/** A name that will not do is refused as `usage`, whatever the reason: there are two. */
const reasonOf = (error: unknown): string =>
  error instanceof ClientError && error.reason === "usage"
    ? "This name is taken, or it cannot be the name of a file."
    : explain(error).message

export const NameForm = ({ asked, close }: { readonly asked: NameQuestion; readonly close: () => void }) => {
  const id = useId()
  const [name, setName] = useState(asked.initial)
  const [isRunning, setIsRunning] = useState(false)
  const [problem, setProblem] = useState<string>()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setIsRunning(true)
    asked.act(name.trim()).then(close, (error: unknown) => {
      setProblem(reasonOf(error))
      setIsRunning(false)
    })
  }
  return (
    <Sheet title={asked.title} close={close}>
      <form className="sheet-form" onSubmit={submit}>
        <NameField id={id} name={name} setName={setName} problemId={problem === undefined ? undefined : `${id}-problem`} />
        {problem !== undefined && (
          <p id={`${id}-problem`} role="alert" className="problem">
            {problem}
          </p>
        )}
        <div className="actions is-end">
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          <button
            type="submit"
            className="button is-main"
            disabled={isRunning || name.trim() === "" || name.trim() === asked.initial}
          >
            {asked.action}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
