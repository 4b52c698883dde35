/** How tabs ask each other for the library. The lock itself is the workers'; this is only the polite word before it. */

type Word = { readonly kind: "let-go"; readonly from: string } | { readonly kind: "busy"; readonly to: string }

const channelName = "deadwax-library"
/** An owner that does not say "busy" within this time is letting go. */
const answerWithinMs = 500

export interface OwnershipChannel {
  /** Asks the owner to let go. Resolves false when it is busy. */
  readonly ask: () => Promise<boolean>
}

/** `onAsked`: somebody wants the library; answers whether this tab lets go of it. */
export const openOwnershipChannel = (onAsked: () => "not-owner" | "busy" | "letting-go"): OwnershipChannel => {
  const me = crypto.randomUUID()
  const channel = new BroadcastChannel(channelName)
  const waiting = new Set<() => void>()
  channel.addEventListener("message", ({ data }: MessageEvent<Word>) => {
    if (data.kind === "busy" && data.to === me) for (const refuse of [...waiting]) refuse()
    if (data.kind === "let-go" && onAsked() === "busy") channel.postMessage({ kind: "busy", to: data.from } satisfies Word)
  })
  return {
    ask: () =>
      new Promise((resolve) => {
        const settle = (isFree: boolean): void => {
          clearTimeout(timer)
          waiting.delete(refuse)
          resolve(isFree)
        }
        const refuse = (): void => settle(false)
        const timer = setTimeout(() => settle(true), answerWithinMs)
        waiting.add(refuse)
        channel.postMessage({ kind: "let-go", from: me } satisfies Word)
      })
  }
}
