/** Runs what a person asked for: its answer, or undefined once the failure has been said. */
import { useQueryClient } from "@tanstack/react-query"
import { useCallback } from "react"
import { explain } from "../data/library.ts"
import { useSay } from "./said.tsx"

export type RunAsked = <A>(run: () => Promise<A>) => Promise<A | undefined>

/** For what only reads. */
export const useAttempt = (): RunAsked => {
  const say = useSay()
  return useCallback(
    async (run) => {
      try {
        return await run()
      } catch (error) {
        const { message, remedy } = explain(error)
        say({ text: remedy === undefined ? message : `${message} ${remedy}`, isProblem: true })
        return undefined
      }
    },
    [say]
  )
}

/** For changes of the library: everything that is shown is asked for again, also after a failure, whose reason it may have been. */
export const useEdit = (): RunAsked => {
  const queries = useQueryClient()
  const attempt = useAttempt()
  return useCallback(
    async (change) => {
      const answer = await attempt(change)
      void queries.invalidateQueries()
      return answer
    },
    [queries, attempt]
  )
}
