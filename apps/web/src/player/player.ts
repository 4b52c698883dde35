/**
 * Plays the queue on two audio elements: while one plays, the other loads what comes next, so that the change costs no loading. The queue is
 * a value (queue.ts); this is the part that has time, sound and failure.
 *
 * What makes it hard: everything that is asked for arrives later, when something else may be wanted already. Each load carries the key of
 * its queue entry and is dropped when that is no longer the current one.
 */
import { KeyedDeck } from "./deck.ts"
import { readKept, writeKept } from "./kept-queue.ts"
import { Listening } from "./listening.ts"
import { currentEntry, emptyQueue, type Queue, type QueueAction, type QueueTrack, reduceQueue, upcomingEntry } from "./queue.ts"

export interface PlayerState {
  readonly queue: Queue
  readonly status: "stopped" | "loading" | "playing" | "paused"
  /** What went wrong last, for people; gone when something plays again. */
  readonly problem: string | undefined
  /** 0 to 1. */
  readonly volume: number
  readonly isMuted: boolean
}

/** In seconds; `duration` is what the tags say until the audio itself is known. */
export interface PlayerTime {
  readonly position: number
  readonly duration: number
}

export interface PlayerPorts {
  /** The address of a track's audio. */
  readonly audio: (trackId: string) => Promise<string>
  readonly makeElement: () => HTMLAudioElement
  /** Where the queue and the volume outlive a reload; it may have no room and forget. */
  readonly memory: {
    readonly remembered: (key: string) => string | undefined
    readonly remember: (key: string, value: string) => void
  }
  readonly seed: () => number
  /** A track was heard for long enough to count as played. */
  readonly heard: (trackId: string) => void
}

const queueKey = "deadwax.queue"
const volumeKey = "deadwax.volume"
/** The next track is loaded when this much is left. */
const aheadSeconds = 25
/** After that many failures in a row, the files are not the matter. */
const mostFailures = 5

export class Player {
  #state: PlayerState
  #time: PlayerTime = { position: 0, duration: 0 }
  #wanted = false
  #failures = 0
  /** Where a restored track begins. */
  #resumeAt = 0
  #decks: [KeyedDeck, KeyedDeck]
  readonly #listening = new Listening()
  readonly #ports: PlayerPorts
  readonly #listeners = new Set<() => void>()
  readonly #timeListeners = new Set<() => void>()

  constructor(ports: PlayerPorts) {
    this.#ports = ports
    const kept = readKept(ports.memory.remembered(queueKey))
    const volume = Number(ports.memory.remembered(volumeKey) ?? 1)
    this.#state = {
      queue: kept?.queue ?? emptyQueue,
      status: kept === undefined ? "stopped" : "paused",
      problem: undefined,
      volume: volume >= 0 && volume <= 1 ? volume : 1,
      isMuted: false
    }
    this.#resumeAt = kept?.seconds ?? 0
    this.#time = { position: this.#resumeAt, duration: currentEntry(this.#state.queue)?.track.durationSeconds ?? 0 }
    this.#decks = [this.#makeDeck(), this.#makeDeck()]
  }

  readonly state = (): PlayerState => this.#state
  readonly time = (): PlayerTime => this.#time

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Of the position only: it changes several times a second. */
  readonly subscribeTime = (listener: () => void): (() => void) => {
    this.#timeListeners.add(listener)
    return () => this.#timeListeners.delete(listener)
  }

  /** Puts these tracks into an empty queue and plays the one at `at`. */
  playTracks(tracks: ReadonlyArray<QueueTrack>, at = 0): void {
    this.#wanted = true
    this.#change({ problem: undefined })
    this.dispatch({ type: "play", tracks, at, seed: this.#ports.seed() })
  }

  /** Adds without interrupting; what is added to an empty queue waits to be played. */
  addTracks(tracks: ReadonlyArray<QueueTrack>, where: "next" | "last"): void {
    this.dispatch({ type: "add", tracks, where })
  }

  /** Plays this entry of the queue. */
  go(key: number): void {
    this.#wanted = true
    if (currentEntry(this.#state.queue)?.key === key) this.play()
    else this.dispatch({ type: "go", key })
  }

  dispatch(action: QueueAction): void {
    const before = currentEntry(this.#state.queue)
    const queue = reduceQueue(this.#state.queue, action)
    if (queue === this.#state.queue) return
    this.#change({ queue })
    if (currentEntry(queue)?.key !== before?.key) this.#changeTrack()
    else this.#prepareNext()
    this.#keep()
  }

  toggle(): void {
    if (this.#wanted) this.pause()
    else this.play()
  }

  play(): void {
    if (currentEntry(this.#state.queue) === undefined) return
    this.#wanted = true
    this.#failures = 0
    if (this.#deck.key === currentEntry(this.#state.queue)?.key) this.#start()
    else this.#load()
  }

  pause(): void {
    this.#wanted = false
    this.#deck.element.pause()
    if (this.#state.status !== "stopped") this.#change({ status: "paused" })
    this.#keep()
  }

  next(): void {
    this.dispatch({ type: "next", cause: "asked" })
  }

  /** To the beginning of this track, or, within its first seconds, to the track before. */
  previous(): void {
    if (this.#time.position > 3 || this.#state.queue.current === 0) this.seek(0)
    else this.dispatch({ type: "previous" })
  }

  seek(seconds: number): void {
    const position = Math.min(Math.max(0, seconds), this.#time.duration || 0)
    if (this.#deck.key === currentEntry(this.#state.queue)?.key) this.#deck.element.currentTime = position
    else this.#resumeAt = position
    this.#tick({ ...this.#time, position })
  }

  seekBy(seconds: number): void {
    this.seek(this.#time.position + seconds)
  }

  setVolume(volume: number): void {
    const within = Math.min(1, Math.max(0, volume))
    for (const deck of this.#decks) Object.assign(deck.element, { volume: within, muted: false })
    this.#change({ volume: within, isMuted: false })
    this.#ports.memory.remember(volumeKey, String(within))
  }

  setMuted(isMuted: boolean): void {
    for (const deck of this.#decks) deck.element.muted = isMuted
    this.#change({ isMuted })
  }

  setShuffle(isOn: boolean): void {
    this.dispatch({ type: "shuffle", isOn, seed: this.#ports.seed() })
  }

  /** Writes down where it stands; call when the page goes. */
  readonly keep = (): void => this.#keep()

  get #deck(): KeyedDeck {
    return this.#decks[0]
  }

  #makeDeck(): KeyedDeck {
    const deck = new KeyedDeck(this.#ports.makeElement(), this.#ports.audio)
    deck.element.volume = this.#state.volume
    const whenCurrent = (act: () => void) => () => {
      if (deck === this.#deck) act()
    }
    deck.element.addEventListener(
      "timeupdate",
      whenCurrent(() => this.#followElement())
    )
    deck.element.addEventListener(
      "durationchange",
      whenCurrent(() => this.#followElement())
    )
    deck.element.addEventListener(
      "playing",
      whenCurrent(() => this.#sounds())
    )
    deck.element.addEventListener(
      "pause",
      whenCurrent(() => this.#wasPaused())
    )
    deck.element.addEventListener(
      "waiting",
      whenCurrent(() => this.#wanted && this.#change({ status: "loading" }))
    )
    deck.element.addEventListener(
      "ended",
      whenCurrent(() => this.#ended())
    )
    deck.element.addEventListener(
      "error",
      whenCurrent(() => deck.key !== undefined && this.#failed())
    )
    return deck
  }

  /**
   * The current entry is another one: what the second deck has loaded plays at once. What that one could not load is loaded again, so that
   * it fails as the current one: nothing else would tell of it.
   */
  #changeTrack(): void {
    const entry = currentEntry(this.#state.queue)
    this.#resumeAt = 0
    this.#listening.begin()
    this.#deck.element.pause()
    this.#tick({ position: 0, duration: entry?.track.durationSeconds ?? 0 })
    if (entry === undefined) {
      this.#wanted = false
      this.#deck.clear()
      this.#change({ status: "stopped" })
    } else if (this.#decks[1].key === entry.key && this.#decks[1].element.error === null) {
      this.#decks.reverse()
      this.#decks[1].clear()
      this.#deck.element.currentTime = 0
      if (this.#wanted) this.#start()
    } else if (this.#wanted) this.#load()
    else this.#change({ status: "paused" })
  }

  #load(): void {
    const entry = currentEntry(this.#state.queue)
    if (entry === undefined) return
    this.#change({ status: "loading" })
    const deck = this.#deck
    deck.load(entry.key, entry.track.id).then(
      (isLoaded) => {
        if (!isLoaded || deck !== this.#deck) return
        if (this.#resumeAt > 0) deck.element.currentTime = this.#resumeAt
        this.#resumeAt = 0
        if (this.#wanted) this.#start()
      },
      (error: unknown) => deck.key === entry.key && this.#failed(error instanceof Error ? error.message : undefined)
    )
  }

  #start(): void {
    const deck = this.#deck
    deck.element.play().catch((error: unknown) => {
      // Browsers refuse sound that nobody has clicked for; everything else arrives as the element's own error.
      if (error instanceof DOMException && error.name === "NotAllowedError" && deck === this.#deck) this.pause()
    })
  }

  #sounds(): void {
    this.#failures = 0
    // What was passed over stays said: the next track begins at once, and nobody could have read it.
    this.#change({ status: "playing" })
    this.#prepareNext()
  }

  /** Paused from outside, as by headphones that were pulled out. The end of a track pauses as well. */
  #wasPaused(): void {
    if (this.#deck.element.ended || !this.#wanted || this.#deck.isLoading) return
    this.pause()
  }

  #followElement(): void {
    const { currentTime, duration } = this.#deck.element
    const tagged = currentEntry(this.#state.queue)?.track.durationSeconds ?? 0
    this.#tick({ position: currentTime, duration: Number.isFinite(duration) ? duration : tagged })
    this.#listen()
    if (this.#time.duration - currentTime < aheadSeconds) this.#prepareNext()
  }

  #listen(): void {
    const entry = currentEntry(this.#state.queue)
    const { position, duration } = this.#time
    if (entry !== undefined && this.#listening.hear(position, duration)) this.#ports.heard(entry.track.id)
  }

  #prepareNext(): void {
    const [deck, spare] = this.#decks
    const upcoming = upcomingEntry(this.#state.queue)
    if (upcoming === undefined || upcoming.key === deck.key || spare.key === upcoming.key) return
    if (this.#state.status !== "playing" || this.#time.duration - this.#time.position >= aheadSeconds) return
    // A failure shows when its turn comes.
    spare.load(upcoming.key, upcoming.track.id).catch(() => spare.clear())
  }

  #ended(): void {
    const before = this.#state.queue
    const upcoming = upcomingEntry(before)
    if (upcoming === undefined) this.#stopAtEnd()
    else if (upcoming.key === currentEntry(before)?.key) {
      this.#listening.begin()
      this.#deck.element.currentTime = 0
      this.#start()
    } else this.dispatch({ type: "next", cause: "ended" })
  }

  #stopAtEnd(): void {
    this.#listening.begin()
    this.#deck.element.currentTime = 0
    this.pause()
  }

  /** One file that cannot be played does not end the music, unless it is one of many. */
  #failed(message?: string): void {
    const entry = currentEntry(this.#state.queue)
    this.#failures++
    this.#deck.clear()
    if (entry === undefined) return
    const problem = `“${entry.track.title}” could not be played. ${message ?? "Its file is damaged, gone, or of a kind this browser does not play."}`
    this.#change({ problem })
    const hasNext = this.#state.queue.current + 1 < this.#state.queue.entries.length
    if (this.#wanted && hasNext && this.#failures < mostFailures) this.next()
    else this.pause()
  }

  #change(part: Partial<PlayerState>): void {
    const next = { ...this.#state, ...part }
    const isSame = (Object.keys(part) as Array<keyof PlayerState>).every((key) => this.#state[key] === next[key])
    if (isSame) return
    this.#state = next
    for (const listener of this.#listeners) listener()
  }

  #tick(time: PlayerTime): void {
    this.#time = time
    for (const listener of this.#timeListeners) listener()
  }

  #keep(): void {
    this.#ports.memory.remember(queueKey, writeKept(this.#state.queue, this.#time.position))
  }
}
