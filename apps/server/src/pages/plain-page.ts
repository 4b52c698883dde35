/** The page of a server without a web app: from source, before the app was built. */

const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Deadwax</title>
<h1>Deadwax</h1>
<p>This server answers programs: <a href="/openapi.json">its description</a> says what can be asked.</p>
<p>The web app is not there, because it was not built: run <code>npx -y bun run build</code> in the clone, and start the server again.</p>
</html>
`

export const plainPage = ({ method }: Request): Response =>
  new Response(method === "HEAD" ? null : html, {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }
  })
