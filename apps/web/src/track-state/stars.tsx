/** Rates a track: the star that is its rating already takes the rating away. */
import type { Track } from "@deadwax/core-cache"
import { Star } from "lucide-react"
import { useRating } from "./use-track-state.ts"

interface StarsProps {
  readonly track: Track
  readonly sizePx?: number
}

const ratings = [1, 2, 3, 4, 5] as const

export const Stars = ({ track, sizePx = 16 }: StarsProps) => {
  const [rating, setRating] = useRating(track)
  return (
    <span className={rating === null ? "stars" : "stars is-rated"} role="group" aria-label={`Rating of ${track.title}`}>
      {ratings.map((value) => (
        <button
          key={value}
          type="button"
          className={value <= (rating ?? 0) ? "star is-lit" : "star"}
          aria-label={`${value} of 5`}
          aria-pressed={value === rating}
          title={value === rating ? "Take the rating away" : `Rate it ${value} of 5`}
          onClick={() => setRating(value === rating ? null : value)}
        >
          <Star size={sizePx} fill={value <= (rating ?? 0) ? "currentColor" : "none"} />
        </button>
      ))}
    </span>
  )
}
