/** What the runtime brings for `serve`, loaded when that is asked for: no other command waits for a server's code. */
import type { Listener } from "@deadwax/server/serving"
import * as Context from "effect/Context"

export class ServerHost extends Context.Service<ServerHost, { readonly load: () => Promise<Listener> }>()(
  "@deadwax/cli/ServerHost"
) {}
