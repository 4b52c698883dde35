/**
 * Edits that must not be made twice, and how one sees whether they were made.
 *
 * An owner that ended between an edit and its answer leaves it open whether the edit was made. For most edits it does not matter: what is
 * set to a value, made under a name or brought with an id of its own may be set, made or brought again. Here are the others. Of each is
 * noted what was there before; nobody else edits the same thing until it is done, so what is there afterwards tells.
 */
import type { RequestMessage } from "../port/messages.ts"

/** Asks the HTTP app; a body is JSON. */
export type AskApp = (method: string, path: string, body?: unknown) => Promise<Response>

export interface EditKind {
  /** Edits of the same thing are made one after the other. */
  readonly thing: string
  /** What is there before the edit; undefined when there is nothing to edit. Survives JSON. */
  readonly look: (ask: AskApp) => Promise<unknown>
  /** The answer, when the edit was made or that cannot be seen; undefined when it was not, or when making it again does no harm. */
  readonly answerIfMade: (ask: AskApp, before: unknown) => Promise<Response | undefined>
  /** The answer, when the edit was made again and there was nothing left to edit: it had been made before. */
  readonly answerAfterwards: (ask: AskApp, before: unknown) => Promise<Response>
}

const found = async (asked: Promise<Response>): Promise<unknown> => {
  const response = await asked
  if (response.ok) return response.json()
  await response.body?.cancel()
  return undefined
}

const asAnswer = (value: unknown): Response =>
  new Response(JSON.stringify(value), { headers: { "content-type": "application/json" } })

interface Whole {
  readonly releases?: ReadonlyArray<{ readonly id: string }>
  readonly tracks?: ReadonlyArray<{ readonly id: string }>
}

const idsOf = (whole: unknown): string => {
  const { releases, tracks } = whole as Whole
  return (releases ?? tracks ?? []).map(({ id }) => id).join(" ")
}

/** What else has a name is rows alone, changed in one step. */
const hasFiles = (group: string): boolean => group === "collages" || group === "playlists"

const pathOf = (group: string, name: string): string => `/api/v1/${group}/${encodeURIComponent(name)}`

/**
 * A collection whose rows may be older than its file. Making one that is there brings them in step, and does nothing else; it is refused where
 * that has entries.
 */
const inStep = async (ask: AskApp, group: string, name: string): Promise<Response> => {
  const made = await ask("POST", `/api/v1/${group}`, { name })
  if (made.status !== 400) return made
  await made.body?.cancel()
  return ask("GET", pathOf(group, name))
}

/** Of the entries of a collage or playlist; a playlist may have the same track twice, so an addition shows by nothing else. */
const entriesKind = (group: string, name: string): EditKind => {
  const path = `/api/v1/${group}/${name}`
  return {
    thing: `${group}/${name}`,
    look: async (ask) => {
      const whole = await found(ask("GET", path))
      return whole === undefined ? undefined : idsOf(whole)
    },
    answerIfMade: async (ask, before) => {
      const response = await inStep(ask, group, decodeURIComponent(name))
      if (!response.ok) return response
      const whole: unknown = await response.json()
      return idsOf(whole) === before ? undefined : asAnswer(whole)
    },
    answerAfterwards: (ask) => ask("GET", path)
  }
}

/** One that another tab has filled since is not made again: that would be refused. */
const createKind = (group: string, name: string): EditKind => {
  const path = pathOf(group, name)
  return {
    thing: `${group}/${encodeURIComponent(name)}`,
    look: async (ask) => ({ wasThere: (await found(ask("GET", path))) !== undefined }),
    answerIfMade: async (ask, before) => {
      if ((before as { readonly wasThere: boolean }).wasThere) return undefined
      const response = await ask("GET", path)
      if (response.ok) return response
      await response.body?.cancel()
      return undefined
    },
    answerAfterwards: (ask) => ask("GET", path)
  }
}

const nothingIfMade = (): Promise<undefined> => Promise.resolve(undefined)

const renameKind = (group: string, name: string, body: string | undefined): EditKind => ({
  thing: `${group}/${name}`,
  look: (ask) => found(ask("GET", `/api/v1/${group}/${name}`)),
  answerIfMade: nothingIfMade,
  answerAfterwards: (ask) => {
    const { name: to } = JSON.parse(body ?? "{}") as { readonly name?: string }
    return hasFiles(group) ? inStep(ask, group, to ?? "") : ask("GET", pathOf(group, to ?? ""))
  }
})

const deleteKind = (group: string, name: string): EditKind => ({
  thing: `${group}/${name}`,
  look: (ask) => found(ask("GET", `/api/v1/${group}/${name}`)),
  answerIfMade: nothingIfMade,
  answerAfterwards: (_, before) => Promise.resolve(asAnswer(before))
})

interface Trash {
  readonly total: number
  readonly items: ReadonlyArray<{ readonly id: string; readonly path: string }>
}

const pathInTrash = async (ask: AskApp, id: string): Promise<string | undefined> => {
  for (let offset = 0; ; ) {
    const page = (await found(ask("GET", `/api/v1/trash?limit=1000&offset=${offset}`))) as Trash | undefined
    const item = page?.items.find((candidate) => candidate.id === id)
    if (item !== undefined) return item.path
    offset += page?.items.length ?? 0
    if (page === undefined || page.items.length === 0 || offset >= page.total) return undefined
  }
}

const restoreKind = (id: string): EditKind => ({
  thing: "trash",
  look: (ask) => pathInTrash(ask, decodeURIComponent(id)),
  answerIfMade: nothingIfMade,
  answerAfterwards: (_, before) => Promise.resolve(asAnswer({ path: before }))
})

const addressPattern = /^\/api\/v1\/([\w-]+)\/([^/?]+)(?:\/(name|entries(?:\/(?:remove|move))?))?$/

const nameIn = (body: string | undefined): string | undefined => {
  try {
    const { name } = JSON.parse(body ?? "{}") as { readonly name?: unknown }
    return typeof name === "string" ? name : undefined
  } catch {
    return undefined
  }
}

/** Undefined: the request may be made again whatever became of it. */
export const editKindOf = ({ method, path, body }: RequestMessage): EditKind | undefined => {
  const [, made = ""] = /^\/api\/v1\/(collages|playlists)$/.exec(path) ?? []
  const newName = nameIn(body)
  if (method === "POST" && made !== "" && newName !== undefined && newName !== "") return createKind(made, newName)
  const [, group = "", name = "", part] = addressPattern.exec(path) ?? []
  if (group === "" || group === "session") return undefined
  if (method === "DELETE" && part === undefined) return deleteKind(group, name)
  if (method !== "POST") return undefined
  if (group === "trash" && part === undefined) return restoreKind(name)
  if (part === "name") return renameKind(group, name, body)
  return part === undefined ? undefined : entriesKind(group, name)
}
