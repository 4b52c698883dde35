/** Makes a track a favourite, or none. */
import type { Track } from "@deadwax/core-cache"
import { Heart as HeartIcon } from "lucide-react"
import { useFavorite } from "./use-track-state.ts"

interface HeartProps {
  readonly track: Track
  /** -1 where arrow keys lead to the row. */
  readonly tabIndex?: number
}

export const Heart = ({ track, tabIndex = 0 }: HeartProps) => {
  const [isFavorite, setFavorite] = useFavorite(track)
  return (
    <button
      type="button"
      className="icon-button heart"
      tabIndex={tabIndex}
      aria-pressed={isFavorite}
      aria-label={`Favourite: ${track.title}`}
      title={isFavorite ? "Take it out of the favourites" : "Add it to the favourites"}
      onClick={() => setFavorite(!isFavorite)}
    >
      <HeartIcon size={18} fill={isFavorite ? "currentColor" : "none"} />
    </button>
  )
}
