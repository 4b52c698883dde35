/** Another process has taken over the library; nothing of this write was kept. */
export class NotOwner extends Error {
  readonly _tag = "NotOwner"
  override readonly message = "another process has taken over this library"
}
