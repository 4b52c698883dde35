/** The template language of names: what it accepts, what it refuses and where, what it gives. */
import { expect, test } from "vitest"
import { defaultTemplates, parseTemplates } from "../src/naming/names.ts"
import { type FieldValue, InvalidTemplate, parseTemplate, renderTemplate } from "../src/naming/template.ts"

const fields = { title: "text", year: "text", new: "flag", guest: "names" } as const
const values: Readonly<Record<string, FieldValue>> = { title: "Velvet", year: null, new: true, guest: ["A", "B"] }

const rendered: ReadonlyArray<readonly [template: string, text: string, over?: Readonly<Record<string, FieldValue>>]> = [
  ["{title}", "Velvet"],
  ["{ title }!", "Velvet!"],
  ["{{{title}}}", "{Velvet}"],
  ["{year}{title}", "Velvet"],
  ["{year:4}", "1987", { year: "1987" }],
  ["{year:2}", "07", { year: "7" }],
  ["{year:2}", "A1", { year: "A1" }],
  ["{year:2}", "", { year: "" }],
  ["{guest}", "A & B"],
  ["{guest}", "A, B & C", { guest: ["A", "B", "C"] }],
  ["{guest}", "A et al.", { guest: ["A", "B", "C", "D"] }],
  ["{guest}", "", { guest: [] }],
  ["{guest:first}", "A"],
  ["{guest:all}", "A, B, C, D", { guest: ["A", "B", "C", "D"] }],
  ["{title}{if year} ({year}){end}", "Velvet"],
  ["{title}{if year} ({year}){else} (no year){end}", "Velvet (no year)"],
  ["{title}{if not year} ?{end}", "Velvet ?"],
  ['{title}{if title = "Velvet"} 1{end}{if title != "x"} 2{end}', "Velvet 1 2"],
  ['{title}{if guest = "B"} with B{end}', "Velvet with B"],
  ['{title}{if title = "}"}x{end}', "Velvet"],
  ["{title}{if new}{if guest} [N]{end}{end}", "Velvet [N]"],
  // What stands in a tag is text and nothing else.
  ["{title}", "{year}{if new}", { title: "{year}{if new}" }]
]

const renderings = rendered.map(([template, text, over = {}]) => ({ template, text, over }))

test.each(renderings)("[U8] the template $template gives $text", ({ template, text, over }) => {
  expect(renderTemplate(parseTemplate(template, fields), { ...values, ...over })).toBe(text)
})

const refused: ReadonlyArray<readonly [template: string, position: number, problem: RegExp, expected: RegExp]> = [
  ["", 1, /empty/, /at least one field/],
  ["   ", 1, /empty/, /at least one field/],
  ["always the same", 1, /every name would be the same/, /\{title\}/],
  ["x".repeat(2001), 2001, /too long/, /2000 characters/],
  ["{title", 1, /not closed/, /\}/],
  ["{title {year}", 1, /not closed/, /\}/],
  ["{title}}x", 8, /closes nothing|\}/, /\}\}/],
  ["a } {title}", 3, /closes nothing/, /\}\}/],
  ["{artist} {title}", 1, /no field "artist"/, /title, year/],
  ["{title}/{year}", 8, /no \//, /not a path/],
  ["{}", 1, /no field ""/, /one of/],
  ["{toString}", 1, /no field "toString"/, /one of/],
  ["{__proto__}", 1, /no field/, /one of/],
  ["{new}", 1, /no text/, /\{if new\}/],
  ["{title:x}", 1, /format/, /digits/],
  ["{title:}", 1, /format/, /digits/],
  ["{title:10}", 1, /format/, /digits/],
  ["{guest:2}", 1, /format/, /:first/],
  ["{title}{if}x{end}", 8, /no condition/, /\{if field\}/],
  ['{title}{if not year = "1"}x{end}', 8, /no condition/, /!=/],
  ["{title}{if nope}x{end}", 8, /no field "nope"/, /one of/],
  ['{title}{if new = "1"}x{end}', 8, /not compared/, /\{if new\}/],
  ["{title}{if year}x", 18, /has no end/, /\{end\}/],
  ["{title}{end}", 8, /stands alone/, /\{if/],
  ["{title}{if year}a{else}b{else}c{end}", 25, /second/, /\{end\}/],
  [`${"{if title}".repeat(17)}{title}${"{end}".repeat(17)}`, 161, /too many/, /16/]
]

test.each(refused)("[U8] [X5] the template %j is refused at character %i", (template, position, problem, expected) => {
  const refusal = (() => {
    try {
      return parseTemplate(template, fields)
    } catch (cause) {
      return cause
    }
  })()
  expect(refusal).toBeInstanceOf(InvalidTemplate)
  if (!(refusal instanceof InvalidTemplate)) return
  expect([refusal.position, refusal.message]).toEqual([position, expect.stringMatching(problem)])
  expect(refusal.expected).toMatch(expected)
})

test("[U8] a tag of megabytes is cut, also when a template repeats it", () => {
  const template = parseTemplate("{title}".repeat(200), fields)
  expect(renderTemplate(template, { ...values, title: "x".repeat(5_000_000) }).length).toBeLessThanOrEqual(4096)
})

test("[U8] the default templates are valid", () => {
  expect(parseTemplates(defaultTemplates).release.source).toBe(defaultTemplates.release)
})
