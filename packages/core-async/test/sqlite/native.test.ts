/** Databases as files of a real disk, on Bun and Node: what the contract cannot see from inside. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import * as fs from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { layer } from "#runtime"
import { Sqlite, type SqliteError } from "../../src/sqlite/sqlite.ts"

let directory = ""
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), "deadwax-sqlite-"))
})
const children: Array<ChildProcess> = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL")
  fs.rmSync(directory, { recursive: true, force: true })
})

const run = <A>(effect: Effect.Effect<A, SqliteError, Sqlite | Scope.Scope>): Promise<A> =>
  Effect.runPromise(Effect.provide(Effect.scoped(effect), layer))

const open = (name: string) => Effect.flatMap(Sqlite, (sqlite) => sqlite.open(join(directory, name)))

const make = (name: string) =>
  run(
    Effect.map(open(name), (database) => {
      database.exec("create table t (id integer primary key, name text) strict; create index by_name on t (name)")
      const insert = database.prepare("insert into t values (?, ?)")
      database.exec("begin")
      for (let id = 1; id <= 2000; id++) insert.run(id, `name ${id} ${"x".repeat(50)}`)
      database.exec("commit")
    })
  )

const reasonOf = (effect: Effect.Effect<unknown, SqliteError, Sqlite | Scope.Scope>): Promise<string> =>
  run(Effect.map(Effect.orDie(Effect.flip(effect)), ({ reason }) => reason))

describe("closing", () => {
  test("[T1] leaves the database alone in its directory, however many statements were prepared and are held", async () => {
    await make("a.db")
    const held: Array<unknown> = []
    await run(
      Effect.map(open("a.db"), (database) => {
        for (let index = 0; index < 1000; index++) {
          const statement = database.prepare(`select name, ${index} from t where id = ?`)
          statement.get(index)
          held.push(statement)
        }
        database.exec("update t set name = 'y'")
        expect(fs.readdirSync(directory)).toContain("a.db-wal")
      })
    )
    expect(held.length).toBe(1000)
    expect(fs.readdirSync(directory)).toEqual(["a.db"])
  })
})

describe("files that are no databases", () => {
  const contents: ReadonlyArray<[string, Uint8Array]> = [
    ["text", Buffer.from("This is a text file about a database.\n".repeat(200))],
    ["a few bytes", Buffer.from("hello")],
    ["zeros after another header", Buffer.concat([Buffer.from("SQLite format 2\0"), Buffer.alloc(8176)])]
  ]
  test.each(contents)("[T1] %s: not-a-database, untouched, and can be removed", async (_, content) => {
    const path = join(directory, "x.db")
    fs.writeFileSync(path, content)
    expect(await reasonOf(open("x.db"))).toBe("not-a-database")
    expect(await reasonOf(Effect.flatMap(Sqlite, (sqlite) => sqlite.open(path, { readOnly: true })))).toBe("not-a-database")
    expect(Buffer.compare(fs.readFileSync(path), content)).toBe(0)
    await run(Effect.flatMap(Sqlite, (sqlite) => sqlite.remove(path)))
    expect(fs.readdirSync(directory)).toEqual([])
  })
  test("[T1] an empty file is an empty database", async () => {
    fs.writeFileSync(join(directory, "x.db"), "")
    expect(await run(Effect.map(open("x.db"), (database) => database.prepare("select name from sqlite_schema").all()))).toEqual(
      []
    )
  })
  test("[T1] a directory, and a place in a directory that is not there: cannot-open", async () => {
    fs.mkdirSync(join(directory, "folder.db"))
    expect(await reasonOf(open("folder.db"))).toBe("cannot-open")
    expect(await reasonOf(open("nowhere/x.db"))).toBe("cannot-open")
    expect(await run(Effect.flatMap(Sqlite, (sqlite) => sqlite.exists(join(directory, "folder.db"))))).toBe(false)
    expect(await reasonOf(Effect.flatMap(Sqlite, (sqlite) => sqlite.remove(join(directory, "folder.db"))))).toBe("cannot-open")
    expect(fs.readdirSync(directory)).toEqual(["folder.db"])
  })
})

describe("damaged databases", () => {
  test("[T1] pages overwritten with rubbish: corrupt when they are read, and can be removed", async () => {
    await make("a.db")
    const file = fs.openSync(join(directory, "a.db"), "r+")
    const { size } = fs.fstatSync(file)
    fs.writeSync(file, Buffer.alloc(size - 4096, 0x5a), 0, size - 4096, 4096)
    fs.closeSync(file)
    const read = Effect.flatMap(open("a.db"), (database) =>
      Effect.sync(() => {
        try {
          database.prepare("select count(*), max(name) from t").all()
          return "read"
        } catch (error) {
          return (error as SqliteError).reason
        }
      })
    )
    expect(await run(read)).toBe("corrupt")
    await run(Effect.flatMap(Sqlite, (sqlite) => sqlite.remove(join(directory, "a.db"))))
    expect(fs.readdirSync(directory)).toEqual([])
  })
  test("[T1] a header whose schema is gone: corrupt when it is opened", async () => {
    await make("a.db")
    const file = fs.openSync(join(directory, "a.db"), "r+")
    fs.writeSync(file, Buffer.alloc(3900, 0x5a), 0, 3900, 100)
    fs.closeSync(file)
    expect(await reasonOf(open("a.db"))).toBe("corrupt")
  })
})

const holder = fileURLToPath(new URL("./holder.ts", import.meta.url))
const filler = fileURLToPath(new URL("./filler.ts", import.meta.url))

const untilHeld = (child: ChildProcess): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  child.stdout?.on("data", (data) => String(data).includes("held") && resolve())
  child.on("exit", (code) => reject(new Error(`the holder has exited with ${code}`)))
  return promise
}

const untilExit = (child: ChildProcess): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  child.on("exit", () => resolve())
  return promise
}

describe("other processes", () => {
  test("[T1] a writer elsewhere: busy for writers, the last commit for readers, no removal; after its kill nothing of it is left", async () => {
    await make("a.db")
    const child = spawn(process.execPath, ["--conditions=source", holder, join(directory, "a.db")], {
      stdio: ["ignore", "pipe", "ignore"]
    })
    children.push(child)
    await untilHeld(child)
    const path = join(directory, "a.db")
    const patient = Effect.flatMap(Sqlite, (sqlite) => sqlite.open(path, { busyTimeoutMs: 0 }))
    const attempt = Effect.flatMap(patient, (database) =>
      Effect.sync(() => {
        expect(database.prepare("select count(*) as count from t").get()).toEqual({ count: 2000 })
        try {
          database.exec("begin immediate")
          return "begun"
        } catch (error) {
          return (error as SqliteError).reason
        }
      })
    )
    expect(await run(attempt)).toBe("busy")
    expect(await reasonOf(Effect.flatMap(Sqlite, (sqlite) => sqlite.remove(path)))).toBe("busy")
    child.removeAllListeners("exit")
    const exited = untilExit(child)
    child.kill("SIGKILL")
    await exited
    const after = Effect.map(patient, (database) => {
      database.exec("insert into t values (3000, 'mine')")
      return database.prepare("select count(*) as count, max(id) as last from t").get()
    })
    expect(await run(after)).toEqual({ count: 2001, last: 3000 })
    await run(Effect.flatMap(Sqlite, (sqlite) => sqlite.remove(path)))
    expect(fs.readdirSync(directory)).toEqual([])
  })
})

describe("backups", () => {
  test("[S3] replace what an interrupted backup has left, and leave nothing beside the copy", async () => {
    await make("a.db")
    fs.writeFileSync(join(directory, "b.db.deadwax-tmp"), "half a copy")
    await run(
      Effect.flatMap(open("a.db"), (database) =>
        Effect.flatMap(Sqlite, ({ backup }) => backup(database, join(directory, "b.db")))
      )
    )
    expect(fs.readdirSync(directory).toSorted()).toEqual(["a.db", "b.db"])
  })
  test("[S3] into a directory that is not there: cannot-open, nothing made", async () => {
    await make("a.db")
    const backup = Effect.flatMap(open("a.db"), (database) =>
      Effect.flatMap(Sqlite, (sqlite) => sqlite.backup(database, join(directory, "nowhere", "b.db")))
    )
    expect(await reasonOf(backup)).toBe("cannot-open")
    expect(fs.readdirSync(directory)).toEqual(["a.db"])
  })
})

/** A disk of 512 KB of its own, where the system lets this user have one (Linux, as an administrator or in a user namespace). */
const isolate = "unshare"
const isolation = ["-m", "-Urm"].find(
  (flags) => spawnSync(isolate, [flags, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status === 0
)

if (isolation !== undefined) {
  describe("a full disk", () => {
    test("[T1] fails as full, loses nothing committed, and works again when there is room", () => {
      const command = `mount -t tmpfs -o size=512k tmpfs "$1" && exec "$2" --conditions=source "$3" "$1"`
      const { stdout, stderr } = spawnSync(isolate, [isolation, "sh", "-c", command, "sh", directory, process.execPath, filler], {
        encoding: "utf8"
      })
      expect(stderr).toBe("")
      const { committed, count, ...outcome } = JSON.parse(stdout)
      expect(committed).toBeGreaterThan(0)
      expect(count).toBe(committed)
      expect(outcome).toEqual({
        reason: "full",
        inTransaction: false,
        reopened: "ok",
        backup: "full",
        copyExists: false,
        afterRoom: 1
      })
    })
  })
}
