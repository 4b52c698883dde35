/** The way into a server that wants a token: it is given once, and kept by the browser where no script can read it. */
import { useQueryClient } from "@tanstack/react-query"
import { type FormEvent, useId, useState } from "react"
import { successOf } from "../client/problem.ts"
import { explain, useClient } from "../data/library.ts"
import { Message } from "./message.tsx"

export const SignIn = () => {
  const client = useClient()
  const queries = useQueryClient()
  const id = useId()
  const [token, setToken] = useState("")
  const [isRunning, setIsRunning] = useState(false)
  const [problem, setProblem] = useState<string>()
  const enter = async (): Promise<void> => {
    setIsRunning(true)
    try {
      await successOf(await client.request("/api/v1/session", { method: "POST", body: { token: token.trim() } }))
      await queries.resetQueries()
    } catch (error) {
      setProblem(explain(error).message)
    } finally {
      setIsRunning(false)
    }
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void enter()
  }
  return (
    <Message title="This server wants its token">
      <p>It was given to deadwax serve when it was started. This browser remembers it for thirty days.</p>
      <form className="sign-in" onSubmit={submit}>
        <label htmlFor={id}>Token</label>
        <input
          id={id}
          type="password"
          autoComplete="current-password"
          value={token}
          aria-describedby={problem === undefined ? undefined : `${id}-problem`}
          aria-invalid={problem !== undefined}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        <button type="submit" className="button is-main" disabled={isRunning || token.trim() === ""}>
          Enter
        </button>
        {problem !== undefined && (
          <p role="alert" id={`${id}-problem`} className="problem">
            {problem}
          </p>
        )}
      </form>
    </Message>
  )
}
