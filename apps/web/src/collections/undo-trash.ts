/** Takes a deletion back: what came into the trash with it goes out again. */
import type { TrashedItem } from "@deadwax/core-cache"
import type { Client } from "../client/client.ts"

/** Nothing that one click deletes makes more entries than this. */
const newest = 50

const newestOf = async (client: Client): Promise<ReadonlyArray<TrashedItem>> => {
  const { total } = await client.trash({ limit: 0 })
  return (await client.trash({ limit: newest, offset: Math.max(0, total - newest) })).items
}

/** Deletes, and answers the function that takes it back. `isPart`: belongs a file or directory that lay here to what was deleted? */
export const deleteWithWayBack = async (
  client: Client,
  remove: () => Promise<unknown>,
  isPart: (path: string) => boolean
): Promise<() => Promise<void>> => {
  const before = new Set((await newestOf(client)).map(({ id }) => id))
  await remove()
  const moved = (await newestOf(client)).filter(({ id, path }) => !before.has(id) && isPart(path))
  return async () => {
    for (const { id } of moved) await client.restore(id)
  }
}
