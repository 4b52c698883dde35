/**
 * What the workers of several tabs say to each other. One of them owns the library; the others ask it.
 *
 * On the common channel stand who asks for the owner, and the owner's word about itself and the library's state. Everything else goes by
 * channels of one listener each, so that no tab carries what is meant for another: the owner's, named by its term, and one of each tab.
 * The channels' names bear the version of these words: tabs of another version neither hear nor confuse these.
 */
import type { LibraryState } from "../library/browser-library.ts"
import type { ToWorker } from "../port/messages.ts"

const version = 2

export const commonChannel = `deadwax-tabs-${version}`
/** Where the owner of this term is asked. */
export const ownerChannel = (term: string): string => `${commonChannel}-owner-${term}`
/** Where a tab is answered. */
export const tabChannel = (tab: string): string => `${commonChannel}-tab-${tab}`

/** Held by a tab's worker for its life: whoever gets it knows that the tab is gone. */
export const tabLock = (tab: string): string => `deadwax-tab-${tab}`
/** Held by whoever imports, and by whoever clears away what an import has left. */
export const importLock = "deadwax-import"

/** To all. */
export type CommonWord =
  | { readonly kind: "who" }
  /** `term`: one owner's time, from its election to its end. */
  | { readonly kind: "owner"; readonly term: string; readonly state: LibraryState }

/** To the owner, as the page says it to its worker. */
export type AskedWord = Extract<ToWorker, { readonly kind: "request" | "pull" | "cancel" }>
export interface ToOwner {
  readonly tab: string
  readonly word: AskedWord
}
