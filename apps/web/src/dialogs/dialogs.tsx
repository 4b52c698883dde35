/** The questions that the app asks, one at a time: may this be done, how is it to be called, where is it to go. */
import { createContext, type ReactNode, useContext, useMemo, useState } from "react"
import type { CollectionKind } from "../client/edits.ts"
import type { SmartRules } from "../client/smart-playlists.ts"
import { SmartForm } from "../smart/smart-form.tsx"
import { AddTo } from "./add-to.tsx"
import { Confirm } from "./confirm.tsx"
import { NameForm } from "./name-form.tsx"

export interface Confirmation {
  readonly title: string
  readonly text: string
  /** What the button says that does it. */
  readonly action: string
  readonly act: () => void
}

export interface NameQuestion {
  readonly title: string
  readonly initial: string
  readonly action: string
  /** Rejects when the name will not do; the reason is shown beside it. */
  readonly act: (name: string) => Promise<void>
}

export interface Addition {
  readonly kind: CollectionKind
  /** Of releases for a collage, of tracks for a playlist. */
  readonly ids: ReadonlyArray<string>
  /** What it is, as `3 tracks` or a title. */
  readonly what: string
}

export interface SmartQuestion {
  readonly title: string
  /** Of one that is there and keeps its name; undefined: a name is asked for, too. */
  readonly name?: string
  readonly rules: SmartRules
  readonly action: string
  /** Rejects when name or filter will not do; the reason is shown, a filter's at its place. */
  readonly act: (name: string, rules: SmartRules) => Promise<void>
}

type Question =
  | { readonly kind: "confirm"; readonly asked: Confirmation }
  | { readonly kind: "name"; readonly asked: NameQuestion }
  | { readonly kind: "add"; readonly asked: Addition }
  | { readonly kind: "smart"; readonly asked: SmartQuestion }

export interface Dialogs {
  readonly confirm: (asked: Confirmation) => void
  readonly askName: (asked: NameQuestion) => void
  readonly addTo: (asked: Addition) => void
  readonly askSmart: (asked: SmartQuestion) => void
}

const DialogsContext = createContext<Dialogs | undefined>(undefined)

export const useDialogs = (): Dialogs => {
  const dialogs = useContext(DialogsContext)
  if (dialogs === undefined) throw new Error("no dialogs around this component")
  return dialogs
}

export const DialogsProvider = ({ children }: { readonly children: ReactNode }) => {
  const [question, setQuestion] = useState<Question>()
  const dialogs = useMemo(
    (): Dialogs => ({
      confirm: (asked) => setQuestion({ kind: "confirm", asked }),
      askName: (asked) => setQuestion({ kind: "name", asked }),
      addTo: (asked) => setQuestion({ kind: "add", asked }),
      askSmart: (asked) => setQuestion({ kind: "smart", asked })
    }),
    []
  )
  const close = (): void => setQuestion(undefined)
  return (
    <DialogsContext value={dialogs}>
      {children}
      {question?.kind === "confirm" && <Confirm asked={question.asked} close={close} />}
      {question?.kind === "name" && <NameForm asked={question.asked} close={close} />}
      {question?.kind === "add" && <AddTo asked={question.asked} close={close} />}
      {question?.kind === "smart" && <SmartForm asked={question.asked} close={close} />}
    </DialogsContext>
  )
}
