/** Search as you type: each text is asked once a frame at most, and an answer that comes late for another text is never shown. */
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import { useClient } from "../data/library.ts"

const mostHits = 60

/** The value as it was at the last frame: typing never waits for what typing causes. */
const useNextFrame = (value: string): string => {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const frame = requestAnimationFrame(() => setSettled(value))
    return () => cancelAnimationFrame(frame)
  }, [value])
  return settled
}

export const useSearchHits = (text: string) => {
  const client = useClient()
  const asked = useNextFrame(text.trim())
  return useQuery({
    queryKey: ["search", asked],
    queryFn: ({ signal }) => client.search(asked, { limit: mostHits, signal }),
    enabled: asked !== "",
    // The former result stays in sight until the next one is there: nothing flickers while one types.
    placeholderData: keepPreviousData
  })
}
