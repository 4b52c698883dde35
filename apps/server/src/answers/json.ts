/** JSON answers. What the library answers is plain data of the described shape already, so it is written as it is. */

const jsonHeaders = { "content-type": "application/json", "cache-control": "no-cache" }

/** A success with a JSON body. */
export const answerJson = (value: unknown, status = 200): Response =>
  new Response(JSON.stringify(value), { status, headers: jsonHeaders })
