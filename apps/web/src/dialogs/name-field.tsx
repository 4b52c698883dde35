/** Asks for a name, at most as long as a file's may be. */
interface Props {
  readonly id: string
  readonly label?: string
  readonly name: string
  readonly setName: (name: string) => void
  /** The id of the text that says what is wrong with it. */
  readonly problemId?: string | undefined
}

export const NameField = ({ id, label = "Name", name, setName, problemId }: Props) => (
  <>
    <label htmlFor={id}>{label}</label>
    <input
      id={id}
      className="field"
      value={name}
      maxLength={250}
      dir="auto"
      autoComplete="off"
      aria-invalid={problemId === undefined ? undefined : true}
      aria-describedby={problemId}
      onChange={(event) => setName(event.currentTarget.value)}
    />
  </>
)
