/**
 * How much of a track was heard. A play counts when half of it sounded, or four minutes: what was skipped does not, and what was heard twice
 * counts twice. Time is taken from the position of the sound, so a pause and a stalled network cost nothing.
 */

/** Larger steps forward are jumps: positions are told several times a second, in a hidden page once. */
const largestStepSeconds = 2.5
const enoughSeconds = 240

export class Listening {
  #heard = 0
  #position = 0
  #isCounted = false

  /** Another track, or the same from its beginning. */
  begin(position = 0): void {
    this.#heard = 0
    this.#position = position
    this.#isCounted = false
  }

  /** The sound is at this position now. True once, when enough was heard. */
  hear(position: number, duration: number): boolean {
    const step = position - this.#position
    this.#position = position
    if (step > 0 && step <= largestStepSeconds) this.#heard += step
    // A length of 0 is not known yet.
    const enough = duration > 0 ? Math.min(duration / 2, enoughSeconds) : enoughSeconds
    if (this.#isCounted || this.#heard < enough) return false
    this.#isCounted = true
    return true
  }
}
