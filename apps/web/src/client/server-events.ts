/** Server-sent events out of a response's body, which unlike EventSource works for requests of any method and over a port. */

export interface ServerEvent {
  /** "message" unless it says otherwise. */
  readonly event: string
  readonly data: string
}

const parseBlock = (block: string): ServerEvent | undefined => {
  let event = "message"
  const data: Array<string> = []
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) event = line.slice(6).trim()
    else if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5))
  }
  return data.length === 0 ? undefined : { event, data: data.join("\n") }
}

/** Every event until the body ends. Comments (heartbeats) are left out. Leaving the loop lets go of the body. */
export async function* readServerEvents(response: Response): AsyncGenerator<ServerEvent> {
  if (response.body === null) return
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ""
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text = (text + decoder.decode(part.value, { stream: true })).replaceAll("\r\n", "\n")
      for (let end = text.indexOf("\n\n"); end !== -1; end = text.indexOf("\n\n")) {
        const event = parseBlock(text.slice(0, end))
        text = text.slice(end + 2)
        if (event !== undefined) yield event
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
