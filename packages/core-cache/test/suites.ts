/** Every contract of this package, in parts that run beside each other. A suite named here runs on Bun, Node and Chromium. */
import type { Suite } from "../../core-async/test/harness/run-contract.ts"
import { absenceContract } from "./absence.contract.ts"
import { addingContract } from "./adding.contract.ts"
import { albumsContract } from "./albums.contract.ts"
import { badInputContract } from "./bad-input.contract.ts"
import { behavioursContract } from "./behaviours.contract.ts"
import { collectionEditsContract } from "./collection-edits.contract.ts"
import { collectionFilesContract } from "./collection-files.contract.ts"
import { collectionManagementContract } from "./collection-management.contract.ts"
import { collectionMergingContract } from "./collection-merging.contract.ts"
import { collectionUpdatesContract } from "./collection-updates.contract.ts"
import { columnsContract } from "./columns.contract.ts"
import { copiesContract } from "./copies.contract.ts"
import { documentsContract } from "./documents.contract.ts"
import { doubtsContract, scopeContract } from "./doubts.contract.ts"
import { editsContract } from "./edits.contract.ts"
import { feedContract } from "./feed.contract.ts"
import { healthContract } from "./health.contract.ts"
import { heldLastContract } from "./held-last.contract.ts"
import { identityContract } from "./identity.contract.ts"
import { initContract } from "./init.contract.ts"
import { interruptingContract } from "./interrupting.contract.ts"
import { invalidationContract } from "./invalidation.contract.ts"
import { keptAnswersContract } from "./kept-answers.contract.ts"
import { keptCollectionsContract } from "./kept-collections.contract.ts"
import { listsContract } from "./lists.contract.ts"
import { locksContract } from "./locks.contract.ts"
import { lostContract } from "./lost.contract.ts"
import { massChangeContract } from "./mass-change.contract.ts"
import { mendingContract } from "./mending.contract.ts"
import { movedTracksContract } from "./moved-tracks.contract.ts"
import { movesContract } from "./moves.contract.ts"
import { namingContract } from "./naming.contract.ts"
import { namingFaultsContract } from "./naming-faults.contract.ts"
import { neverStaleOn } from "./never-stale.contract.ts"
import { oddNamesContract } from "./odd-names.contract.ts"
import { openingContract } from "./opening.contract.ts"
import { pagesContract } from "./pages.contract.ts"
import { readOnlyRootContract } from "./read-only-root.contract.ts"
import { readingContract } from "./reading.contract.ts"
import { readsContract } from "./reads.contract.ts"
import { rebuildingContract } from "./rebuilding.contract.ts"
import { recordContract } from "./record.contract.ts"
import { recordLimitsContract } from "./record-limits.contract.ts"
import { type SampleFiles, sampleContract } from "./sample.contract.ts"
import { scanContract } from "./scan.contract.ts"
import { searchContract } from "./search.contract.ts"
import { searchCostContract } from "./search-cost.contract.ts"
import { sevenPlacesContract } from "./seven-places.contract.ts"
import { sidecarsContract } from "./sidecars.contract.ts"
import { skippingContract } from "./skipping.contract.ts"
import { smartPlaylistsContract } from "./smart-playlists.contract.ts"
import { streamListContract } from "./stream-list.contract.ts"
import { updatesContract } from "./updates.contract.ts"
import { userStateContract } from "./user-state.contract.ts"
import { userStateTransferContract } from "./user-state-transfer.contract.ts"
import { watchingContract } from "./watching.contract.ts"
import { workersContract } from "./workers.contract.ts"
import { workloadsContract } from "./workloads.contract.ts"
import type { World } from "./world.ts"

type Suites = ReadonlyArray<Suite<World | SampleFiles>>

/** Each part has a `contracts-PART.test.ts` and a `contracts-PART.browser.test.ts`. */
export const suites = {
  scanning: [
    { name: "scan", cases: scanContract },
    { name: "bad input", cases: badInputContract },
    { name: "behaviours", cases: behavioursContract },
    { name: "mass changes", cases: massChangeContract },
    { name: "albums", cases: albumsContract },
    { name: "skipping", cases: skippingContract },
    { name: "workers", cases: workersContract },
    { name: "updates", cases: updatesContract },
    { name: "watching", cases: watchingContract },
    { name: "interrupting", cases: interruptingContract },
    { name: "sidecars", cases: sidecarsContract },
    { name: "sample", cases: sampleContract }
  ],
  identity: [
    { name: "identity", cases: identityContract },
    { name: "health", cases: healthContract },
    { name: "lost tracks", cases: lostContract },
    { name: "moves", cases: movesContract },
    { name: "copies", cases: copiesContract },
    { name: "equal files", cases: heldLastContract },
    { name: "ids in doubt", cases: doubtsContract },
    { name: "scope", cases: scopeContract },
    { name: "naming", cases: namingContract },
    { name: "odd names", cases: oddNamesContract },
    { name: "naming gone wrong", cases: namingFaultsContract },
    { name: "edits", cases: editsContract },
    { name: "adding", cases: addingContract }
  ],
  collections: [
    { name: "collections", cases: collectionUpdatesContract },
    { name: "files of collections", cases: collectionFilesContract },
    { name: "edits of collections", cases: collectionEditsContract },
    { name: "merging of collections", cases: collectionMergingContract },
    { name: "management of collections", cases: collectionManagementContract },
    { name: "seven places", cases: sevenPlacesContract },
    { name: "record of writes", cases: recordContract },
    { name: "limits of records", cases: recordLimitsContract },
    { name: "moved tracks", cases: movedTracksContract },
    { name: "kept answers", cases: keptAnswersContract },
    { name: "kept collections", cases: keptCollectionsContract },
    { name: "mended lists", cases: mendingContract },
    { name: "change feed", cases: feedContract },
    { name: "invalidation", cases: invalidationContract },
    { name: "workloads", cases: workloadsContract }
  ],
  reading: [
    { name: "opening", cases: openingContract },
    { name: "rebuilding", cases: rebuildingContract },
    { name: "init", cases: initContract },
    { name: "read-only roots", cases: readOnlyRootContract },
    { name: "locks", cases: locksContract },
    { name: "reading", cases: readingContract },
    { name: "lists", cases: listsContract },
    { name: "pages", cases: pagesContract },
    { name: "whole lists", cases: streamListContract },
    { name: "absence", cases: absenceContract },
    { name: "reads", cases: readsContract },
    { name: "columns", cases: columnsContract },
    { name: "searching", cases: searchContract },
    { name: "what searching costs", cases: searchCostContract },
    { name: "smart playlists", cases: smartPlaylistsContract },
    { name: "documents", cases: documentsContract },
    { name: "user state", cases: userStateContract },
    { name: "transfer of user state", cases: userStateTransferContract }
  ]
} satisfies Readonly<Record<string, Suites>>

export type Part = keyof typeof suites | "never-stale"

/** Is it the name of a part? */
export const isPart = (name: string): name is Part => name === "never-stale" || Object.hasOwn(suites, name)

/** The suites of a part in a browser; `scale` is the share of long counts. */
export const suitesOf = (part: Part, scale: number): Suites =>
  part === "never-stale" ? [{ name: "never stale", cases: neverStaleOn("browser", scale).cases }] : suites[part]
