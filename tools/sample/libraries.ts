/** The libraries of the sample, with the releases that lie in each. */
import type { SampleLibrary } from "./expected.ts"
import { lanternsOverWater } from "./releases/lanterns-over-water.ts"
import { liveWires } from "./releases/live-wires.ts"
import { looseTrack, nestedLibrary, splitLibrary, unfinished } from "./releases/nested-library.ts"
import { nightAquarium } from "./releases/night-aquarium.ts"
import { demoTape, fieldNotes, staticBloom } from "./releases/small-releases.ts"
import { tidalSymphonies } from "./releases/tidal-symphonies.ts"
import { velvetStatic } from "./releases/velvet-static.ts"
import { winterGarden } from "./releases/winter-garden.ts"

/** In the layout of one directory a release; `Loose Change` and the unfinished one are there to be left out. */
export const flat: SampleLibrary = {
  root: "library",
  releases: [
    velvetStatic,
    liveWires,
    tidalSymphonies,
    nightAquarium,
    winterGarden,
    lanternsOverWater,
    staticBloom,
    demoTape,
    fieldNotes,
    looseTrack,
    unfinished
  ]
}

/** The nested ones. */
export const others: ReadonlyArray<SampleLibrary> = [
  { root: "nested", releases: nestedLibrary },
  { root: "split", releases: splitLibrary }
]
