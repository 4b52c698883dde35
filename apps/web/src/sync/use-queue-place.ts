/** Which files are shown, as the address says it: a reload, and going back, come to the same page of them. */
import { useSearch as useAddressQuery, useLocation } from "wouter"
import type { QueueChoice } from "./sync-client.ts"
import { queueChoices } from "./words.ts"

export interface QueuePlace {
  readonly show: QueueChoice
  readonly source: string | undefined
  /** From 0. */
  readonly page: number
}

/** Of an address's query; what makes no sense is as if it were not there. */
export const readQueuePlace = (query: string): QueuePlace => {
  const given = new URLSearchParams(query)
  const [show] = queueChoices.find(([known]) => known === given.get("show")) ?? ["queue" as const]
  const page = Number(given.get("page") ?? "1") - 1
  return { show, source: given.get("source") ?? undefined, page: Number.isSafeInteger(page) && page > 0 ? page : 0 }
}

/** The query of an address, with its question mark; empty for what is shown unless told. */
export const writeQueuePlace = ({ show, source, page }: QueuePlace): string => {
  const query = new URLSearchParams()
  if (show !== "queue") query.set("show", show)
  if (source !== undefined) query.set("source", source)
  if (page > 0) query.set("page", String(page + 1))
  const text = query.toString()
  return text === "" ? "" : `?${text}`
}

export const useQueuePlace = (): QueuePlace & { readonly choose: (place: QueuePlace) => void } => {
  const [location, navigate] = useLocation()
  // Subscribes to changes; what it answers is decoded once too often.
  useAddressQuery()
  const place = readQueuePlace(window.location.search)
  return { ...place, choose: (next) => navigate(`${location}${writeQueuePlace(next)}`, { replace: true }) }
}
