/** What a view shows when its data could not be had. */
import { ClientError } from "../client/client-error.ts"
import { explain, useSession } from "../data/library.ts"
import { Message } from "./message.tsx"
import { SignIn } from "./sign-in.tsx"

interface ProblemProps {
  readonly error: unknown
  readonly retry: () => void
}

const titles: Readonly<Partial<Record<ClientError["reason"], string>>> = {
  unreachable: "The server does not answer",
  "not-found": "It is not here any more",
  busy: "The library is busy",
  offline: "The library’s storage is not connected"
}

export const Problem = ({ error, retry }: ProblemProps) => {
  const { message, remedy } = explain(error)
  const session = useSession()
  if (error instanceof ClientError && error.reason === "unauthorized") return <SignIn />
  const isUnreachable = error instanceof ClientError && error.reason === "unreachable"
  return (
    <Message
      title={(error instanceof ClientError ? titles[error.reason] : undefined) ?? "That did not work"}
      actions={
        <>
          <button type="button" className="button is-main" onClick={retry}>
            Try again
          </button>
          {isUnreachable && session.places.includes("browser") && (
            <button type="button" className="button" onClick={() => session.choosePlace("browser")}>
              Use the library of this browser
            </button>
          )}
        </>
      }
    >
      <p>{message}</p>
      {remedy !== undefined && <p>{remedy}</p>}
    </Message>
  )
}
