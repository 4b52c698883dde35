/** Makes what is kept unchangeable: whoever got an answer could change it for all others. */

/** Freezes plain data to its last part and answers it. What is frozen already, and lists of numbers, are left alone. */
export const freeze = <A>(value: A): A => {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const part of Object.values(value)) freeze(part)
  return value
}
