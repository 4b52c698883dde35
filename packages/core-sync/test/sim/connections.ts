/**
 * Connections to a machine's databases, which stay open from one program to the next: opening one, preparing its statements and closing it again costs
 * more than all that a short sync asks of it. What a program that died left open is undone, as it is when its process ends.
 */
import { type Database, Sqlite } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"

export class Connections {
  readonly #idle = new Map<string, Array<Database>>()
  readonly #sqlite: Sqlite["Service"]
  readonly #scope: Scope.Scope
  readonly #seen: (database: Database) => Database

  /** They are all closed with the scope. `seen`: each as programs have it. */
  constructor(sqlite: Sqlite["Service"], scope: Scope.Scope, seen: (database: Database) => Database) {
    this.#sqlite = sqlite
    this.#scope = scope
    this.#seen = seen
  }

  /** The port, as programs of this machine have it. Nothing waits for a real disk: what a loss of power costs is acted out. */
  get port(): Sqlite["Service"] {
    const seen = this.#seen
    const opened = Effect.fnUntraced(function* (sqlite: Sqlite["Service"], path: string) {
      const database = yield* sqlite.open(path)
      database.exec("pragma synchronous=off")
      return seen(database)
    })
    return Sqlite.of({
      ...this.#sqlite,
      open: (path) =>
        Effect.acquireRelease(
          Effect.suspend(() => {
            const known = this.#idle.get(path)?.pop()
            return known === undefined ? Scope.provide(opened(this.#sqlite, path), this.#scope) : Effect.succeed(known)
          }),
          (database) => Effect.sync(() => this.#letGo(path, database))
        )
    })
  }

  /** Nobody has a database open any more, so that its file can be exchanged. */
  close(path: string): void {
    for (const database of this.#idle.get(path) ?? []) database.close()
    this.#idle.delete(path)
  }

  #letGo(path: string, database: Database): void {
    if (database.inTransaction()) database.exec("rollback")
    this.#idle.set(path, [...(this.#idle.get(path) ?? []), database])
  }
}
