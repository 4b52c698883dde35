/**
 * A text by which something is looked up, as it goes to SQLite. One with half of a character (a lone surrogate, as JSON can bring it) can be
 * neither stored nor asked about, so nothing has it: null, which equals nothing. No text is none, too.
 */
export const lookupText = (text: string | undefined): string | null => (text?.isWellFormed() === true ? text : null)
