/** The orders that a smart playlist may have, as people call them. */
export const orders: ReadonlyArray<readonly [sort: string, title: string]> = [
  ["path", "By place on the disk"],
  ["artist", "By artist"],
  ["title", "By title"],
  ["-date", "Newest release first"],
  ["date", "Oldest release first"],
  ["-added", "Added last first"],
  ["-favorited", "Newest favourite first"],
  ["-plays", "Most played first"],
  ["plays", "Least played first"],
  ["-played", "Last played first"],
  ["played", "Longest not played first"],
  ["-rating", "Best rated first"],
  ["shuffle", "Shuffled anew each day"]
]

/** One that was chosen elsewhere and has no words here is called as it is. */
export const orderTitle = (sort: string): string => orders.find(([key]) => key === sort)?.[1] ?? sort
