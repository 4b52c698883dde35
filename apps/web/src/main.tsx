/** Starts the app in the page. */
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { App } from "./app.tsx"
import { startSession } from "./places.ts"
import { keepApp } from "./service-worker/register.ts"

const place = document.getElementById("app")
if (place === null) throw new Error("the page has no #app")
const root = createRoot(place)

const session = await startSession(() => import("./library/open-browser.ts").then(({ openBrowser }) => openBrowser()))
root.render(
  <StrictMode>
    <App session={session} />
  </StrictMode>
)
keepApp()
