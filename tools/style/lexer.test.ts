import { describe, expect, test } from "vitest"
import { findFunctions } from "./functions.ts"
import { textOf, tokenize } from "./lexer.ts"
import { readProject } from "./project.ts"

const kinds = (source: string): ReadonlyArray<string> => tokenize(source).map((token) => `${token.kind} ${token.text}`)

describe("lexer", () => {
  test("a slash divides after a value and opens a regular expression elsewhere", () => {
    expect(kinds("a / b / c")).toEqual(["name a", "mark /", "name b", "mark /", "name c"])
    expect(kinds('f(/[/"]/u)')).toEqual(["name f", "mark (", 'regex /[/"]/u', "mark )"])
    expect(kinds("return /'/.test(x)").slice(0, 2)).toEqual(["name return", "regex /'/"])
    expect(kinds("(a) / 2 // b")).toEqual(["mark (", "name a", "mark )", "mark /", "number 2", "comment // b"])
  })

  test("the slash of a closing element opens nothing", () => {
    expect(kinds("{a && <b>{c}</b>}</p>").filter((kind) => kind.startsWith("regex"))).toEqual([])
    expect(kinds("<br /> {x}</p> }")).toContain("mark }")
  })

  test("code inside a template is code, text inside it is text", () => {
    expect(kinds("`a ${b({ c: `d${e}` })} // f`")).toEqual([
      "template `a ${",
      "name b",
      "mark (",
      "mark {",
      "name c",
      "mark :",
      "template `d${",
      "name e",
      "template }`",
      "mark }",
      "mark )",
      "template } // f`"
    ])
    expect(kinds("`\\`${1}$`").map((kind) => kind.split(" ")[0])).toEqual(["template", "number", "template"])
  })

  test("strings keep their quotes and escapes, textOf gives what is between", () => {
    expect(tokenize('"a\\"b" + \'//\'').map(textOf)).toEqual(['a\\"b', "+", "//"])
  })

  test("lines are counted through comments, strings and templates", () => {
    expect(tokenize("/*\n*/ a `\n\n` b").map((token) => token.line)).toEqual([1, 2, 2, 4])
  })

  test("nothing of any file in the project is lost, and its brackets match", () => {
    const partner: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" }
    for (const file of readProject().filter((candidate) => candidate.tokens.length > 0)) {
      const written = file.tokens.map((token) => token.text).join("")
      expect(written.replaceAll(/\s+/g, "") === file.text.replaceAll(/\s+/g, ""), file.path).toBe(true)
      const open: Array<string> = []
      for (const token of file.code) {
        if (token.kind !== "mark") continue
        if ("([{".includes(token.text)) open.push(token.text)
        else if (partner[token.text] !== undefined) expect(open.pop(), `${file.path}:${token.line}`).toBe(partner[token.text])
      }
      expect(open, file.path).toEqual([])
    }
  })
})

describe("functions", () => {
  const spans = (source: string): ReadonlyArray<string> =>
    findFunctions(tokenize(source)).map((span) => `${span.name} ${span.startLine}-${span.endLine}`)

  test("declarations, methods, arrows", () => {
    expect(spans("function a() {\n}")).toEqual(["a 1-2"])
    expect(spans("class A {\n  b(c: string): void {\n  }\n}")).toEqual(["b 2-3"])
    expect(spans("const a = (b: B) =>\n  b\n    .c()\nconst d = 1")).toEqual(["a 1-3"])
    expect(spans("const a = async (b) => {\n}")).toEqual(["a 1-2"])
  })

  test("a return type with braces is not the body", () => {
    expect(spans("function a(): { b: 1 } | Array<{ c: 2 }> {\n\n}")).toEqual(["a 1-3"])
    expect(spans("function a(b: unknown): b is { c: 1 } {\n\n}")).toEqual(["a 1-3"])
  })

  test("what only looks like a function is none", () => {
    expect(spans("if (a) {\n}\nfor (const b of c) {\n}\nswitch (d) {\n}")).toEqual([])
    expect(spans("interface A {\n  b(c: string): void\n  d(): { e: 1 }\n}")).toEqual([])
    expect(spans("const a = b ? (c) : { d: 1 }")).toEqual([])
  })
})
