/** Writes the content security policy into the built page, so that it holds wherever the files are hosted. */
import type { Plugin } from "vite"

/** Everything from the page's own origin; blobs for covers and sound; WebAssembly for SQLite. */
export const contentPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'"
].join("; ")

export const contentPolicyPlugin = (): Plugin => ({
  name: "deadwax-content-policy",
  apply: "build",
  transformIndexHtml: () => [
    { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: contentPolicy }, injectTo: "head-prepend" }
  ]
})
