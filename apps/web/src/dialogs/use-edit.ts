/** Runs a change of the library: what it answers, or undefined once the failure has been said. */
import { useQueryClient } from "@tanstack/react-query"
import { useCallback } from "react"
import { explain } from "../data/library.ts"
import { useSay } from "./said.tsx"

export type RunEdit = <A>(change: () => Promise<A>) => Promise<A | undefined>

export const useEdit = (): RunEdit => {
  const queries = useQueryClient()
  const say = useSay()
  return useCallback(
    async (change) => {
      try {
        return await change()
      } catch (error) {
        const { message, remedy } = explain(error)
        say({ text: remedy === undefined ? message : `${message} ${remedy}`, isProblem: true })
        return undefined
      } finally {
        // Also after a failure: what was shown may have been the reason for it.
        void queries.invalidateQueries()
      }
    },
    [queries, say]
  )
}
