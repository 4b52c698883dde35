/** Every route, once: what is registered, described and tested comes from here. */
import { addTrackRoutes } from "./add-track.ts"
import { collectionRoutes } from "./collections.ts"
import { editRoutes } from "./edits.ts"
import { libraryRoutes } from "./library.ts"
import { m3u8Routes } from "./m3u8.ts"
import { programRoutes } from "./program.ts"
import { releaseRoutes } from "./releases.ts"
import type { Route } from "./route.ts"
import { scanRoutes } from "./scan.ts"
import { sessionRoutes } from "./session.ts"
import { smartPlaylistRoutes } from "./smart-playlists.ts"
import { sourceRoutes } from "./sources.ts"
import { stateRoutes } from "./state.ts"
import { syncRoutes } from "./sync.ts"
import { trackStateRoutes } from "./track-state.ts"
import { trackRoutes } from "./tracks.ts"
import { valueRoutes } from "./values.ts"

export const routeTable: ReadonlyArray<Route> = [
  ...releaseRoutes,
  ...trackRoutes,
  ...addTrackRoutes,
  ...trackStateRoutes,
  ...stateRoutes,
  ...editRoutes,
  ...valueRoutes,
  ...collectionRoutes,
  ...m3u8Routes,
  ...smartPlaylistRoutes,
  ...libraryRoutes,
  ...sourceRoutes,
  ...syncRoutes,
  ...scanRoutes,
  ...sessionRoutes,
  ...programRoutes
]
