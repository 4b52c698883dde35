/**
 * A collection's text as blocks: one `[[tracks]]` with its lines and the comments directly above it, which go where it goes.
 *
 * Comments that open the file are the file's, blank lines are the place's: so a moved entry takes its remarks along and the layout stays.
 * It is not a parser: what it cannot make out (strings over several lines, entries written inline) it declines, and whatever it makes is
 * parsed and compared by its caller, so a mistake here costs a refusal and never an entry.
 */

export interface Block {
  /** Comment lines directly above. */
  readonly lead: ReadonlyArray<string>
  /** The header and what follows it, without blank lines at the end. */
  readonly lines: ReadonlyArray<string>
}

/** `gaps[i]`: the blank lines after block i. `between`: some other table stands between two blocks, so they cannot change places. */
export interface BlockText {
  readonly before: ReadonlyArray<string>
  readonly blocks: ReadonlyArray<Block>
  readonly gaps: ReadonlyArray<ReadonlyArray<string>>
  readonly after: ReadonlyArray<string>
  readonly newline: string
}

const isBlank = (line: string): boolean => line.trim() === ""
const isComment = (line: string): boolean => line.trimStart().startsWith("#")

/** Takes the longest run of lines at the end for which `test` holds off the list. */
const takeEnd = (lines: Array<string>, test: (line: string) => boolean): Array<string> => {
  let from = lines.length
  while (from > 0 && test(lines[from - 1]!)) from--
  return lines.splice(from)
}

interface Headers {
  readonly isEntry: (line: string) => boolean
  readonly isOther: (line: string) => boolean
}

const headersOf = (table: string): Headers => {
  const name = `(?:${table}|"${table}"|'${table}')`
  const entry = new RegExp(`^\\s*\\[\\[\\s*${name}\\s*\\]\\]\\s*(?:#.*)?$`)
  const below = new RegExp(`^\\s*\\[\\[?\\s*${name}\\s*\\.`)
  return {
    isEntry: (line) => entry.test(line.trimEnd()),
    isOther: (line) => /^\s*\[\[?[^\]]+\]\]?\s*(?:#.*)?$/.test(line.trimEnd()) && !below.test(line)
  }
}

/** Cuts a text without byte order mark into blocks; undefined when its layout is another. */
export const cutBlocks = (text: string, table: string): BlockText | undefined => {
  if (text.includes('"""') || text.includes("'''")) return undefined
  const newline = /\r?\n/.exec(text)?.[0] ?? "\n"
  const whole = text === "" || text.endsWith("\n") ? text : text + newline
  const { isEntry, isOther } = headersOf(table)
  const before: Array<string> = []
  const blocks: Array<{ lead: Array<string>; lines: Array<string> }> = []
  const gaps: Array<Array<string>> = []
  const after: Array<string> = []
  let current = before
  for (const line of whole.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    if (isEntry(line)) {
      if (current === after) return undefined
      const lead = takeLead(current, current === before)
      if (blocks.length > 0) gaps.push(takeEnd(current, isBlank))
      current = [line]
      blocks.push({ lead, lines: current })
    } else if (blocks.length > 0 && current !== after && isOther(line)) {
      const lead = takeLead(current, false)
      gaps.push(takeEnd(current, isBlank))
      current = after
      after.push(...lead, line)
    } else current.push(line)
  }
  if (blocks.length > 0 && current !== after) gaps.push(takeEnd(current, isBlank))
  return { before, blocks, gaps, after, newline }
}

// A comment that opens the file speaks of the file.
const takeLead = (lines: Array<string>, isStart: boolean): Array<string> => {
  const lead = takeEnd(lines, isComment)
  if (!isStart || lines.some((line) => !isBlank(line))) return lead
  lines.push(...lead)
  return []
}

/** The text of these blocks in the frame of `text`. Blank lines stay with their places; a place more gets one like the others. */
export const joinBlocks = (frame: BlockText, blocks: ReadonlyArray<Block>): string => {
  const { before, gaps, after, newline } = frame
  const usual = gaps.length > 1 ? gaps[0]! : [newline]
  const last = gaps.at(-1) ?? []
  const body = blocks.flatMap((block, i) => {
    const isLast = i === blocks.length - 1
    const gap = isLast ? last : i < gaps.length - 1 ? gaps[i]! : usual
    return [...block.lead, ...block.lines, ...gap]
  })
  const needsGap = frame.blocks.length === 0 && body.length > 0 && before.length > 0 && !isBlank(before.at(-1)!)
  return [...before, ...(needsGap ? [newline] : []), ...body, ...after].join("")
}
