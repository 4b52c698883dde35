/** Lives that once went wrong, each with what it showed. */
import type { Life } from "./operations.ts"

export const pinnedLives: ReadonlyArray<readonly [shows: string, life: Life]> = []
