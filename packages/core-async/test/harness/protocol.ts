/** What the page and its worker say to each other. Every message to the worker is answered by one with the same `id`. */
export type Request =
  | { readonly id: number; readonly kind: "list" }
  | { readonly id: number; readonly kind: "run"; readonly suite: number; readonly index: number }

export interface SuiteTitles {
  readonly name: string
  readonly titles: ReadonlyArray<string>
}

export type Answer =
  | { readonly id: number; readonly kind: "titles"; readonly suites: ReadonlyArray<SuiteTitles> }
  /** `failure` is the printed cause of a case that failed. */
  | { readonly id: number; readonly kind: "done"; readonly failure: string | undefined }
