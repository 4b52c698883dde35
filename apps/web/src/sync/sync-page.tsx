/** The page's place in the app. Its code is loaded with the first visit: who has no sources never needs it. */
import { lazy, Suspense } from "react"
import { Message } from "../parts/message.tsx"

const NotLoaded = () => (
  <Message
    title="This page could not be loaded"
    actions={
      <button type="button" className="button is-main" onClick={() => location.reload()}>
        Load the app again
      </button>
    }
  >
    <p>The server does not answer, or has a newer version of the app.</p>
  </Message>
)

const SyncView = lazy(() =>
  import("./sync-view.tsx").then(
    ({ SyncView: loaded }) => ({ default: loaded }),
    () => ({ default: NotLoaded })
  )
)

export const SyncPage = () => (
  <Suspense fallback={<div className="view" aria-busy="true" />}>
    <SyncView />
  </Suspense>
)
