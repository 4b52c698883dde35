/** One audio element and the queue entry that it holds. */

export class KeyedDeck {
  readonly element: HTMLAudioElement
  /** The entry that is or is being loaded. */
  key: number | undefined
  isLoading = false
  readonly #audio: (trackId: string) => Promise<string>

  constructor(element: HTMLAudioElement, audio: (trackId: string) => Promise<string>) {
    this.element = element
    this.element.preload = "auto"
    this.#audio = audio
  }

  /** Points the element at a track. False when something else was asked of the deck in the meantime. */
  async load(key: number, trackId: string): Promise<boolean> {
    this.key = key
    this.isLoading = true
    try {
      const url = await this.#audio(trackId)
      if (this.key !== key) return false
      this.element.src = url
      this.element.load()
      return true
    } finally {
      if (this.key === key) this.isLoading = false
    }
  }

  /** Lets go of what it holds. */
  clear(): void {
    this.key = undefined
    this.isLoading = false
    this.element.removeAttribute("src")
    this.element.load()
  }
}
