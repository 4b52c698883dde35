/** What happens to both sides of a simulated world, by its seed. */
import type { SimWorld } from "./sim-world.ts"

const folders = ["a", "b", "a/c"]

const somePath = ({ random }: SimWorld): string => `${random.pick(folders)}/${random.below(5)}.mp3`

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const pathsThere = ({ remote }: SimWorld): ReadonlyArray<string> => remote.ids().map((id) => remote.file(id)?.path ?? "")

/** Notes ids that are about to be no more. */
const losing = (world: SimWorld, isLost: (path: string) => boolean): void => {
  for (const id of world.remote.ids()) if (isLost(world.remote.file(id)?.path ?? "")) world.everRemoved.add(id)
}

const changeThere = (world: SimWorld): void => {
  const { random, remote } = world
  const paths = pathsThere(world)
  const doing = random.below(100)
  if (doing < 60 || paths.length === 0) {
    const path = somePath(world)
    const content = world.newContent("remote")
    world.tell(`  there: ${path} becomes ${content}`)
    remote.put(path, bytes(content))
  } else if (doing < 75) {
    const path = random.pick(paths)
    world.tell(`  there: ${path} goes`)
    losing(world, (other) => other === path)
    remote.remove(path)
  } else if (doing < 95) {
    const [from, to] = [random.pick(paths), somePath(world)]
    if (from === to) return
    world.tell(`  there: ${from} becomes ${to}`)
    losing(world, (path) => path === to || (path === from && !remote.capabilities.stableIds))
    remote.move(from, to)
  } else {
    const folder = random.pick(folders)
    world.tell(`  there: all of ${folder} goes`)
    losing(world, (path) => path.startsWith(`${folder}/`))
    remote.removeFolder(folder)
  }
}

const changeHere = (world: SimWorld): void => {
  const { random, shelf } = world
  const paths = [...shelf.keys()]
  const doing = random.below(100)
  if (doing < 25 || paths.length === 0) {
    const path = `music/${somePath(world)}`
    if (shelf.has(path)) return
    const content = world.newContent("user")
    world.tell(`  here: the user makes ${path}: ${content}`)
    world.precious.add(content)
    world.put(path, content)
    return
  }
  const path = random.pick(paths)
  const file = shelf.get(path)
  if (file === undefined) return
  if (doing < 50) {
    const content = world.newContent("user")
    world.tell(`  here: the user changes ${path} into ${content}`)
    world.precious.delete(file.content)
    world.precious.add(content)
    world.put(path, content, file.trackId)
  } else if (doing < 75) {
    world.tell(`  here: the user deletes ${path}`)
    world.precious.delete(file.content)
    shelf.delete(path)
  } else {
    const to = `music/moved/${random.below(1000)}.mp3`
    if (shelf.has(to)) return
    world.tell(`  here: the user moves ${path} to ${to}`)
    shelf.delete(path)
    shelf.set(to, file)
  }
}

/** One thing that someone does, there or here. */
export const changeSomething = (world: SimWorld): void => (world.random.chance(60) ? changeThere(world) : changeHere(world))
