/** A source acted out in memory, for tests and simulations. */
export {
  contentBytes,
  contentSizeBytes,
  entryOf,
  type SimulatedChanges,
  type SimulatedContent,
  type SimulatedFile,
  SimulatedRemote,
  type SimulatedRemoteOptions
} from "./sources/simulated/remote.ts"
export { type SimulatedSourceOptions, simulatedSource } from "./sources/simulated/simulated-source.ts"
