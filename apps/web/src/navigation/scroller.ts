/**
 * The one part of the page that scrolls, and its memory: going back shows a list where it was left. The position belongs to the entry of the
 * browser's history, so that two visits of the same list have a place each.
 */
import { createContext, useContext, useLayoutEffect } from "react"

export const ScrollerContext = createContext<HTMLElement | null>(null)

export const useScroller = (): HTMLElement | null => useContext(ScrollerContext)

const read = (): number => {
  const state: unknown = history.state
  const top = typeof state === "object" && state !== null && "scrollTop" in state ? state.scrollTop : 0
  return typeof top === "number" ? top : 0
}

/** Call in a view; `isReady` once it has its full height. `key` tells visits of different things by the same view apart. */
export const useScrollMemory = (isReady: boolean, key = ""): void => {
  const scroller = useScroller()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another key is another visit
  useLayoutEffect(() => {
    if (scroller === null || !isReady) return
    const element = scroller
    element.scrollTop = read()
    let frame = 0
    const write = (): void => {
      frame = 0
      history.replaceState({ ...history.state, scrollTop: element.scrollTop }, "")
    }
    // Browsers limit how often history may be written: once the scrolling rests is enough.
    const onScrollEnd = (): void => {
      if (frame === 0) frame = requestAnimationFrame(write)
    }
    element.addEventListener("scrollend", onScrollEnd)
    return () => {
      element.removeEventListener("scrollend", onScrollEnd)
      cancelAnimationFrame(frame)
    }
  }, [scroller, isReady, key])
}
