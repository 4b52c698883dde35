/** One of a few, as a row of radio buttons. */
import type { ReactNode } from "react"

interface ChoicesProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly choose: (value: T) => void
  readonly choices: ReadonlyArray<{ readonly value: T; readonly name: string; readonly icon: ReactNode }>
}

export const Choices = <T extends string>({ label, value, choose, choices }: ChoicesProps<T>) => (
  <fieldset className="choices">
    <legend>{label}</legend>
    <div>
      {choices.map((choice) => (
        <label key={choice.value}>
          <input
            type="radio"
            className="hidden-visually"
            name={label}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => choose(choice.value)}
          />
          {choice.icon}
          {choice.name}
        </label>
      ))}
    </div>
  </fieldset>
)
