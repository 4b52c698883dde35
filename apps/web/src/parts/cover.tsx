/** A release's cover; before it is loaded, and where there is none, a sleeve drawn from its id, with its title on it. */
import { memo, useEffect, useState } from "react"
import type { Client } from "../client/client.ts"
import { useClient } from "../data/library.ts"
import { type Sleeve, sleeveFor } from "./sleeve.ts"

interface CoverProps {
  readonly releaseId: string
  /** Stands on a drawn sleeve; empty where there is no room for it or it is not known. */
  readonly title: string
  /** False where it is known that there is none: nobody is asked then. */
  readonly isThere?: boolean
  /** Width in CSS pixels; the image is asked for in device pixels, in steps that caches like. */
  readonly widthPx: number
}

const steps = [96, 192, 384, 768] as const
const stepFor = (widthPx: number): number => {
  const devicePx = widthPx * Math.min(2, window.devicePixelRatio)
  return steps.find((step) => step >= devicePx * 0.9) ?? steps[steps.length - 1]!
}

/** Addresses that did not load: not asked for again while the page lives. */
const broken = new Set<string>()

type FindCover = Client["cover"]

/** `find` has to be one that stays the same, as the client's own are. */
const useCoverUrl = (find: FindCover, of: string, sizePx: number): string | undefined => {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    let isCurrent = true
    const show = (found: { readonly url: string } | undefined): void => {
      if (isCurrent) setUrl(found === undefined || broken.has(found.url) ? undefined : found.url)
    }
    const address = find(of, sizePx)
    if (address instanceof Promise) address.then(show, () => show(undefined))
    else show(address)
    return () => {
      isCurrent = false
    }
  }, [find, of, sizePx])
  return url
}

const nothing: FindCover = () => undefined

export const Cover = memo(({ releaseId, title, isThere = true, widthPx }: CoverProps) => {
  const { cover } = useClient()
  return <Picture find={isThere ? cover : nothing} of={releaseId} title={title} widthPx={widthPx} />
})

/** A playlist's own cover. */
export const PlaylistCover = memo(({ name, widthPx }: { readonly name: string; readonly widthPx: number }) => {
  const { playlistCover } = useClient()
  return <Picture find={playlistCover} of={name} title={name} widthPx={widthPx} />
})

interface PictureProps {
  readonly find: FindCover
  readonly of: string
  readonly title: string
  readonly widthPx: number
}

const Picture = ({ find, of, title, widthPx }: PictureProps) => {
  const url = useCoverUrl(find, of, stepFor(widthPx))
  const [loaded, setLoaded] = useState<string>()
  const [failed, setFailed] = useState<string>()
  const fail = (): void => {
    if (url !== undefined) broken.add(url)
    setFailed(url)
  }
  return (
    <span className="cover">
      <DrawnSleeve seed={of} title={title} isSmall={widthPx < 90} />
      {url !== undefined && url !== failed && (
        <img
          src={url}
          alt=""
          draggable={false}
          decoding="async"
          className={loaded === url ? "is-loaded" : undefined}
          onLoad={() => setLoaded(url)}
          onError={fail}
        />
      )}
    </span>
  )
}

const initialOf = (title: string): string => /[\p{L}\p{N}]/u.exec(title)?.[0]?.toLocaleUpperCase() ?? ""

interface DrawnSleeveProps {
  /** The same seed is the same drawing. */
  readonly seed: string
  readonly title: string
  readonly isSmall: boolean
}

export const DrawnSleeve = ({ seed, title, isSmall }: DrawnSleeveProps) => {
  const sleeve = sleeveFor(seed)
  return (
    <span className="sleeve-card" aria-hidden="true" style={{ "--hue": sleeve.hue } as React.CSSProperties}>
      <svg className="sleeve" viewBox="0 0 100 100" fill="none" stroke="currentColor" preserveAspectRatio="xMidYMid slice">
        <title>{""}</title>
        <Drawing sleeve={sleeve} />
      </svg>
      <span className="sleeve-words" dir="auto">
        {isSmall ? initialOf(title) : title}
      </span>
    </span>
  )
}

const upTo = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, index) => index)

const Drawing = ({ sleeve: { drawing, turn, centre, count } }: { readonly sleeve: Sleeve }) => {
  const [x, y] = centre
  switch (drawing) {
    case "rings":
      return upTo(count + 4).map((ring) => <circle key={ring} cx={x} cy={y + 24} r={6 + ring * 9} strokeWidth={2.6} />)
    case "sun":
      return (
        <g transform={`rotate(${turn} 50 50)`}>
          <circle cx={50} cy={78} r={30} fill="currentColor" stroke="none" />
          {upTo(count).map((line) => (
            <path key={line} d={`M -30 ${94 + line * 7} H 130`} strokeWidth={2} />
          ))}
        </g>
      )
    case "bars":
      return (
        <g transform={`rotate(${turn} 50 50)`}>
          {upTo(count + 3).map((bar) => (
            <path key={bar} d={`M ${4 + bar * 12} 140 V ${48 + ((bar * 37 + turn) % 44)}`} strokeWidth={6.5} />
          ))}
        </g>
      )
    case "waves":
      return upTo(count + 2).map((wave) => (
        <path
          key={wave}
          d={`M -10 ${52 + wave * 9} C ${x} ${30 + wave * 9}, ${100 - x} ${74 + wave * 9}, 110 ${46 + wave * 9}`}
          strokeWidth={2.8}
        />
      ))
  }
}
