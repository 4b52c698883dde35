/** A track's file as it is. */
import type { Track } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { Problem } from "../answers/problem.ts"
import type { Answered } from "../routes/route.ts"
import { answerBody } from "./answer-body.ts"
import { audioMime } from "./audio-mime.ts"
import { openLibraryFile } from "./open-library-file.ts"

/** Not to be interrupted: between the opening and the answer nobody else would close the file. */
export const answerAudio = (asked: { readonly track: Track; readonly request: Request }): Answered =>
  Effect.flatMap(openLibraryFile(asked.track.sourcePath), (body) => {
    // Asked again each time: a file that was retagged has new bytes under the same address.
    const description = { mime: audioMime(asked.track.format), cacheControl: "private, no-cache" }
    const answer = answerBody(body, asked.request, description)
    return answer instanceof Problem ? Effect.fail(answer) : Effect.succeed(answer)
  }).pipe(Effect.uninterruptible)
