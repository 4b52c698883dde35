/** What can become of a job and of the work in it, as data. */

/**
 * - `running`: a program works on it
 * - `completed`: all that the source had to say is in the catalog, and every item was tried
 * - `failed`: it could not go on; the next one begins where the last completed one ended
 * - `cancelled`: a person ended it
 * - `interrupted`: its program was gone when another looked
 */
export type JobStatus = "running" | "completed" | "failed" | "cancelled" | "interrupted"

/** All of them. */
export const jobStatuses: ReadonlyArray<JobStatus> = ["running", "completed", "failed", "cancelled", "interrupted"]

/** Which status may follow which: a job ends once. */
export const jobTransitions: Readonly<Record<JobStatus, ReadonlyArray<JobStatus>>> = {
  running: ["completed", "failed", "cancelled", "interrupted"],
  completed: [],
  failed: [],
  cancelled: [],
  interrupted: []
}

/** `pending`: nobody is at it; `running`: it is being worked on; `done`: it has an outcome. */
export type WorkState = "pending" | "running" | "done"

/** All of them. */
export const workStates: ReadonlyArray<WorkState> = ["pending", "running", "done"]

/** Which state of work may follow which: `running` work becomes `pending` again when it is let go of without a result. */
export const workTransitions: Readonly<Record<WorkState, ReadonlyArray<WorkState>>> = {
  pending: ["running"],
  running: ["pending", "done"],
  done: []
}
