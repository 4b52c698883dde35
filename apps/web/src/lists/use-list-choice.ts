/** The choice of the list at this address, and how to make another. */
import { useMemo } from "react"
import { useSearch as useAddressQuery, useLocation } from "wouter"
import { type ListChoice, readListChoice, writeListChoice } from "./list-choice.ts"

export interface ChosenList {
  readonly choice: ListChoice
  /** The same as one text: a name for the list, and for the place in it. */
  readonly name: string
  readonly choose: (next: ListChoice) => void
}

export const useListChoice = (): ChosenList => {
  const [location, navigate] = useLocation()
  // Subscribes to changes; what it answers is decoded once too often.
  useAddressQuery()
  const name = writeListChoice(readListChoice(window.location.search))
  const choice = useMemo(() => readListChoice(name), [name])
  return { choice, name, choose: (next) => navigate(`${location}${writeListChoice(next)}`, { replace: true }) }
}
