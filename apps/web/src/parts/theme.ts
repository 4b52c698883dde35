/** Light, dark, or as the system has it: the choice is remembered, and set on <html> before anything is drawn. */
import { useState } from "react"
import { remember, remembered } from "../memory.ts"

export type Theme = "system" | "light" | "dark"

const key = "deadwax.theme"

export const rememberedTheme = (): Theme => {
  const kept = remembered(key)
  return kept === "light" || kept === "dark" ? kept : "system"
}

export const applyTheme = (theme: Theme): void => {
  if (theme === "system") delete document.documentElement.dataset["theme"]
  else document.documentElement.dataset["theme"] = theme
}

export const useTheme = (): readonly [Theme, (theme: Theme) => void] => {
  const [theme, setTheme] = useState(rememberedTheme)
  const choose = (next: Theme): void => {
    applyTheme(next)
    remember(key, next)
    setTheme(next)
  }
  return [theme, choose]
}
