/** A smart playlist is made or changed: its name, its filter as text, its order and how many. What is wrong with the filter is shown at its place. */
import { type FormEvent, type RefObject, useId, useRef, useState } from "react"
import { ClientError, type Place } from "../client/client-error.ts"
import type { SmartRules } from "../client/smart-playlists.ts"
import { explain } from "../data/library.ts"
import type { SmartQuestion } from "../dialogs/dialogs.tsx"
import { NameField } from "../dialogs/name-field.tsx"
import { Sheet } from "../dialogs/sheet.tsx"
import { orders } from "./orders.ts"

interface Trouble {
  readonly text: string
  /** In the filter; undefined: it is about something else. */
  readonly place: Place | undefined
}

const troubleOf = (error: unknown): Trouble => {
  const place = error instanceof ClientError ? error.place : undefined
  if (place !== undefined) return { text: `${explain(error).message} Expected: ${place.expected}.`, place }
  const isUsage = error instanceof ClientError && error.reason === "usage"
  return { text: isUsage ? "This name is taken, or it cannot be the name of a file." : explain(error).message, place }
}

/** Puts the cursor where the trouble is, so that it can be typed over. */
const select = (field: RefObject<HTMLTextAreaElement | null>, place: Place | undefined): void => {
  if (place === undefined) return
  field.current?.focus()
  field.current?.setSelectionRange(place.position, place.position + place.length)
}

export const SmartForm = ({ asked, close }: { readonly asked: SmartQuestion; readonly close: () => void }) => {
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const [name, setName] = useState(asked.name ?? "")
  const [rules, setRules] = useState<SmartRules>(asked.rules)
  const [isRunning, setIsRunning] = useState(false)
  const [trouble, setTrouble] = useState<Trouble>()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setIsRunning(true)
    asked.act(name.trim(), rules).then(close, (error: unknown) => {
      const found = troubleOf(error)
      setTrouble(found)
      setIsRunning(false)
      select(field, found.place)
    })
  }
  const change = (part: Partial<SmartRules>): void => {
    setTrouble(undefined)
    setRules((before) => ({ ...before, ...part }))
  }
  return (
    <Sheet title={asked.title} close={close}>
      <form className="sheet-form" onSubmit={submit}>
        {asked.name === undefined && <NameField id={`${id}-name`} name={name} setName={setName} />}
        <FilterField id={id} field={field} filter={rules.filter} trouble={trouble} change={change} />
        <OrderFields id={id} rules={rules} change={change} />
        <div className="actions is-end">
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" className="button is-main" disabled={isRunning || name.trim() === ""}>
            {asked.action}
          </button>
        </div>
      </form>
    </Sheet>
  )
}

interface PartProps {
  readonly id: string
  readonly change: (part: Partial<SmartRules>) => void
}

interface FilterProps extends PartProps {
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly filter: string
  readonly trouble: Trouble | undefined
}

const FilterField = ({ id, field, filter, trouble, change }: FilterProps) => (
  <>
    <label htmlFor={id}>Tracks that meet this filter</label>
    <textarea
      id={id}
      ref={field}
      className="field filter-text"
      rows={3}
      value={filter}
      maxLength={10_000}
      dir="auto"
      spellCheck={false}
      autoCapitalize="off"
      placeholder="genre:techno year:1990..1999 -is:new"
      aria-invalid={trouble?.place !== undefined}
      aria-describedby={trouble === undefined ? `${id}-hint` : `${id}-problem`}
      onChange={(event) => change({ filter: event.currentTarget.value })}
    />
    {trouble === undefined ? (
      <p id={`${id}-hint`} className="soft">
        Words, and conditions as artist:bowie, title:~ove, year:1970..1979, is:favorite, rating:4.., plays:10.., played:30d,
        added:2w; or, - and parentheses.
      </p>
    ) : (
      <div id={`${id}-problem`} role="alert" className="problem">
        {trouble.place !== undefined && <Marked text={filter} place={trouble.place} />}
        <p>{trouble.text}</p>
      </div>
    )}
  </>
)

const OrderFields = ({ id, rules: { sort, limit }, change }: PartProps & { readonly rules: SmartRules }) => (
  <>
    <label htmlFor={`${id}-order`}>Order</label>
    <select id={`${id}-order`} className="field" value={sort} onChange={(event) => change({ sort: event.currentTarget.value })}>
      {orders.some(([known]) => known === sort) ? null : <option value={sort}>{sort}</option>}
      {orders.map(([known, title]) => (
        <option key={known} value={known}>
          {title}
        </option>
      ))}
    </select>
    <label htmlFor={`${id}-limit`}>At most so many (empty: all)</label>
    <input
      id={`${id}-limit`}
      className="field"
      type="number"
      min={1}
      max={1_000_000}
      step={1}
      value={limit ?? ""}
      onChange={(event) => change({ limit: event.currentTarget.value === "" ? null : event.currentTarget.valueAsNumber })}
    />
  </>
)

/** The text around a place, and the place marked; where something is missing, a gap. */
const Marked = ({ text, place: { position, length } }: { readonly text: string; readonly place: Place }) => (
  <p className="filter-marked" dir="ltr">
    {text.slice(Math.max(0, position - 40), position)}
    <mark>{text.slice(position, position + length) || "\u00a0"}</mark>
    {text.slice(position + length, position + length + 40)}
  </p>
)
