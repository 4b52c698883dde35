/** The app's frame. */
import { useEffect, useState } from "react"
import type { Session } from "./places.ts"

export const App = ({ session }: { readonly session: Session }) => {
  const [text, setText] = useState("…")
  useEffect(() => {
    session.client.status().then(
      (status) => setText(`${status.library.name}: ${status.releases} releases, ${status.tracks} tracks`),
      (error: unknown) => setText(String(error))
    )
  }, [session])
  return (
    <main>
      <h1>Deadwax</h1>
      <p>{text}</p>
    </main>
  )
}
