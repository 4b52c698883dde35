/** Kinds of releases as people call them. */
export const typeNames: Readonly<Record<string, string>> = {
  album: "Album",
  single: "Single",
  ep: "EP",
  compilation: "Compilation",
  anthology: "Anthology",
  soundtrack: "Soundtrack",
  live: "Live",
  remix: "Remix",
  djmix: "DJ mix",
  mixtape: "Mixtape",
  bootleg: "Bootleg",
  demo: "Demo",
  loosetrack: "Loose track",
  unknown: "Release",
  other: "Release"
}
