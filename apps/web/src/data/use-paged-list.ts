/** A list of any length, of which only the pages around what is visible are fetched. */
import type { Page } from "@deadwax/core-cache"
import { useQueries, useQuery } from "@tanstack/react-query"
import type { PageOptions } from "../client/client.ts"
import { locate, pageSize, pagesFor, type VisibleRange } from "./windows.ts"

export interface ListTotal {
  /** Undefined until the first page has come. */
  readonly total: number | undefined
  readonly error: unknown
  readonly retry: () => void
}

type ReadPage<T> = (options: PageOptions) => Promise<Page<T>>

const pageQuery = <T>(name: string, read: ReadPage<T>, page: number) => ({
  queryKey: [name, page],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) => read({ offset: page * pageSize, limit: pageSize, signal })
})

/** How long the list is. */
export const useListTotal = (name: string, read: ReadPage<unknown>): ListTotal => {
  const first = useQuery(pageQuery(name, read, 0))
  return { total: first.data?.total, error: first.error ?? undefined, retry: () => void first.refetch() }
}

/** All items of the pages that cover a visible range, as far as they have come, whatever place they have there. */
export const usePagesAround = <T>(name: string, read: ReadPage<T>, range: VisibleRange, total: number): ReadonlyArray<T> =>
  useQueries({
    queries: pagesFor(range, total).map((page) => pageQuery(name, read, page)),
    combine: (answers) => answers.flatMap(({ data }) => data?.items ?? [])
  })

/** The items of a visible range: a function from index to item, undefined where a page is still on its way. */
export const useListItems = <T>(
  name: string,
  read: ReadPage<T>,
  range: VisibleRange,
  total: number
): ((index: number) => T | undefined) => {
  const pages = pagesFor(range, total)
  const answers = useQueries({ queries: pages.map((page) => pageQuery(name, read, page)) })
  return (index) => {
    const { page, at } = locate(index)
    return answers[pages.indexOf(page)]?.data?.items[at]
  }
}
