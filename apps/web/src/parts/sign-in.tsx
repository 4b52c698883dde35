/** The way into a server that wants a token: it is given once, and kept by the browser where no script can read it. */
import { useQueryClient } from "@tanstack/react-query"
import { type FormEvent, useId, useState } from "react"
import { ClientError } from "../client/client-error.ts"
import { explain, useSession } from "../data/library.ts"
import { Message } from "./message.tsx"

/** What an API says of a wrong token is for programs. */
const wordsOf = (error: unknown): string => {
  const { message, remedy = "" } = explain(error)
  const isWrong = error instanceof ClientError && error.reason === "unauthorized"
  return isWrong ? "That is not this server’s token." : `${message} ${remedy}`
}

export const SignIn = () => {
  const session = useSession()
  const queries = useQueryClient()
  const id = useId()
  const [token, setToken] = useState("")
  const [isRunning, setIsRunning] = useState(false)
  const [problem, setProblem] = useState<string>()
  const enter = async (): Promise<void> => {
    setIsRunning(true)
    setProblem(undefined)
    try {
      await session.signIn(token.trim())
      await queries.resetQueries()
    } catch (error) {
      setProblem(wordsOf(error))
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
