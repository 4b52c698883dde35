/** Has the browser keep the app. Where it cannot (no https, a setting), the app works as long as its pages can be loaded. */
export const keepApp = (): void => {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return
  navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => undefined)
}
