import { defaultTemplates, type Library } from "@deadwax/core-cache"
import { parse } from "@decimalturn/toml-patch"
import { describe, expect, test } from "vitest"
import { withLibrary } from "../src/config/config-file.ts"
import { namingVariable, readEnvironment } from "../src/config/environment.ts"
import { InvalidKey } from "../src/config/invalid-key.ts"
import { placesOf } from "../src/config/places.ts"
import { findMistakes, validateConfig } from "../src/config/validate.ts"

const library: Library = {
  id: "0192f7a0-0000-7000-8000-000000000001",
  name: 'Bob\'s "best" \u0007 \\ Müsik 🎵',
  root: "/music/ü \\ x",
  identity: "tags",
  layout: "nested"
}
const other = { ...library, id: "0192f7a0-0000-7000-8000-000000000002", name: "other", root: "/other" }

describe("[X5] adding a library changes nothing else", () => {
  test.each([
    ["no file", ""],
    ["comments and unknown keys", '# mine\nfuture_key = 1 # keep\n\n[theme]\ncolour = "red"\n'],
    ["no newline at the end", "# mine\nfuture_key = 1"],
    ["line ends of Windows", "# mine\r\nfuture_key = 1\r\n"],
    ["libraries with comments", '# c\n[[libraries]]\n# inner\nid = "x"  # tail\nextra = 5\n\n# end\n[other]\nx = 2026-01-01\n']
  ])("%s: the old text stands, whole, before the new", (_, text) => {
    const made = withLibrary(text, library)
    expect(made?.startsWith(text)).toBe(true)
    const before = parse(text) as { libraries?: ReadonlyArray<unknown> }
    expect(JSON.stringify(parse(made ?? ""))).toBe(
      JSON.stringify({ ...before, libraries: [...(before.libraries ?? []), library] })
    )
    if (text.includes("\r\n")) expect(made).not.toMatch(/[^\r]\n/)
  })

  test.each([
    ['libraries = [ { id = "x", name = "z" } ] # one\nfoo = 1\n'],
    ["libraries = []\n# tail\nfoo = 1\n"],
    ['libraries = [\n  # first\n  { id = "x" },\n]\n']
  ])("a list written inline is extended in place: %j", (text) => {
    const made = withLibrary(text, library) ?? ""
    const before = parse(text) as { libraries: ReadonlyArray<unknown> }
    expect((parse(made) as typeof before).libraries).toEqual([...before.libraries, library])
    for (const comment of text.match(/#.*/g) ?? []) expect(made).toContain(comment)
  })
})

describe("[X5] errors name the key and the expected form", () => {
  test.each([
    [{ libraries: 5 }, "libraries must be a list of tables: [[libraries]]"],
    [{ libraries: [5] }, "libraries[1] must be a table with id, name, root, identity and layout"],
    [
      { libraries: [{ ...library, id: "../../etc" }] },
      "libraries[1].id must be a UUID in lower case, as `deadwax init` gives it"
    ],
    [{ libraries: [{ ...library, name: "" }] }, "libraries[1].name must be a text that is not empty"],
    [{ libraries: [{ ...library, root: "music" }] }, "libraries[1].root must be an absolute path"],
    [{ libraries: [{ ...library, root: undefined }] }, "libraries[1].root must be an absolute path"],
    [{ libraries: [library, { ...other, identity: "tag" }] }, 'libraries[2].identity must be "tags" or "fingerprint"'],
    [{ libraries: [{ ...library, layout: true }] }, 'libraries[1].layout must be "nested" or "flat"'],
    [{ libraries: [library, { ...other, name: library.name }] }, "libraries[2].name must be another than that of libraries[1]"],
    [{ libraries: [library, { ...other, id: library.id }] }, "libraries[2].id must be another than that of libraries[1]"],
    [{ cover_art_stems: "cover" }, 'cover_art_stems must be a list of texts, as ["cover", "front"]'],
    [{ valid_art_exts: [1] }, 'valid_art_exts must be a list of texts, as ["cover", "front"]']
  ])("%j", (document, message) => {
    expect(() => validateConfig(document)).toThrow(message)
  })

  test("what is right is read, and unknown keys are told with their place", () => {
    const { config, unknownKeys } = validateConfig({
      libraries: [library, { ...other, colour: "red" }],
      ignore_release_directories: ["tmp"],
      tehme: 1
    })
    expect(config).toMatchObject({ libraries: [library, other], content: { ignoreReleaseDirectories: ["tmp"] } })
    expect(unknownKeys.map(({ key }) => key)).toEqual(["tehme", "libraries[2].colour"])
    expect(validateConfig({}).config).toMatchObject({ libraries: [], content: {} })
  })
})

describe("[X5] one look finds all mistakes that know nothing of each other", () => {
  const wrong = {
    libraries: [5, { ...library, root: "music", layout: "deep", colour: "red" }, { ...other, id: library.id }],
    valid_art_exts: [1],
    rename_source_files: "no",
    max_filename_bytes: -1,
    path_templates: { release: 5, track: "{nothing}", realease: "x" },
    artist_aliases: [{ artist: "", aliases: 5 }, 7],
    genre_tree: { a: 1, b: ["a"], c: 2 },
    quick_reader: 0,
    tehme: 1
  }
  const keys = [
    ...["libraries[1]", "libraries[2].root", "libraries[2].layout", "libraries[3].id", "valid_art_exts", "rename_source_files"],
    ...["max_filename_bytes", "path_templates.release", "path_templates.track", "artist_aliases[1].artist"],
    ...["artist_aliases[1].aliases", "artist_aliases[2]", 'genre_tree."a"', 'genre_tree."c"', "quick_reader"]
  ]

  test("each is there under its key, and so is what nothing reads", () => {
    const { mistakes, unknownKeys } = findMistakes(wrong)
    expect(mistakes.map(({ key }) => key)).toEqual(keys)
    expect(unknownKeys.map(({ key }) => key)).toEqual(["tehme", "libraries[2].colour", "path_templates.realease"])
    expect(() => validateConfig(wrong)).toThrow("libraries[1] must be a table")
  })

  test("where nothing is wrong there is none", () =>
    expect(findMistakes({ libraries: [library] })).toEqual({ mistakes: [], unknownKeys: [] }))

  test("of a tree without other mistakes a cycle is found", () =>
    expect(findMistakes({ genre_tree: { a: ["b"], b: ["a"] }, quick_reader: 0 }).mistakes.map(({ key }) => key)).toEqual([
      "genre_tree",
      "quick_reader"
    ]))
})

describe("[X5] places", () => {
  test("XDG directories win; relative ones are ignored, as the rules say", () => {
    const standard = placesOf({ HOME: "/home/a" })
    expect(standard.config).toBe("/home/a/.config/deadwax/config.toml")
    expect(standard.libraryDb("ID")).toBe("/home/a/.local/share/deadwax/ID/library.db")
    expect(standard.cacheDb("ID")).toBe("/home/a/.cache/deadwax/ID/cache.db")
    const told = placesOf({ HOME: "/home/a", XDG_CONFIG_HOME: "/c", XDG_DATA_HOME: "/d", XDG_CACHE_HOME: "relative" })
    expect(told.config).toBe("/c/deadwax/config.toml")
    expect(told.libraryDb("ID")).toBe("/d/deadwax/ID/library.db")
    expect(told.cacheDb("ID")).toBe("/home/a/.cache/deadwax/ID/cache.db")
  })
})

describe("[X5] the keys about names", () => {
  const naming = (document: unknown) => validateConfig(document).config.naming
  test("are off, and by the defaults, unless told", () => {
    expect(naming({})).toEqual({ renameSourceFiles: false, maxFilenameBytes: 180, templates: defaultTemplates })
    const track = "{title}"
    expect(naming({ rename_source_files: true, max_filename_bytes: 15, path_templates: { track } })).toEqual({
      renameSourceFiles: true,
      maxFilenameBytes: 15,
      templates: { ...defaultTemplates, track }
    })
  })

  test.each([
    [{ rename_source_files: "yes" }, "rename_source_files must be true or false"],
    [{ max_filename_bytes: 11 }, "max_filename_bytes must be a whole number from 12 to 255"],
    [{ max_filename_bytes: 256 }, "max_filename_bytes must be a whole number from 12 to 255"],
    [{ max_filename_bytes: 20.5 }, "max_filename_bytes must be a whole number from 12 to 255"],
    [{ path_templates: "x" }, "path_templates must be a table with release and track"],
    [{ path_templates: { release: 1 } }, "path_templates.release must be a text"],
    [
      { path_templates: { track: "{track}. {titel}" } },
      'path_templates.track must be a template that is right (character 10: there is no field "titel"; expected one of track, title, '
    ]
  ])("%j is refused", (document, message) => {
    expect(() => validateConfig(document)).toThrow(message)
  })

  test("an unknown template is an unknown key", () => {
    expect(validateConfig({ path_templates: { realease: "{title}" } }).unknownKeys).toEqual([
      { key: "path_templates.realease", meant: "release" }
    ])
  })
})

describe("[X5] aliases and the genre tree", () => {
  const aliasForm = '{ artist = "Main Name", aliases = ["Other Name"] }'

  test.each([
    [{ artist_aliases: "x" }, `artist_aliases must be a list of ${aliasForm}`],
    [{ artist_aliases: ["x"] }, `artist_aliases[1] must be ${aliasForm}`],
    [
      { artist_aliases: [{ artist: "", aliases: [] }] },
      "artist_aliases[1].artist must be the main name, a text that is not empty"
    ],
    [
      { artist_aliases: [{ artist: "A", aliases: ["b", 3] }] },
      'artist_aliases[1].aliases must be a list of names, as ["Other Name"]'
    ],
    [{ artist_aliases: [{ artist: "A" }] }, 'artist_aliases[1].aliases must be a list of names, as ["Other Name"]'],
    [{ genre_tree: 3 }, "genre_tree must be the path of a TOML file, or a table of genres with their parents"],
    [{ genre_tree: "" }, "genre_tree must be the path of a TOML file, or a table of genres with their parents"],
    [{ genre_tree: { "Dub Techno": "Techno" } }, 'genre_tree."Dub Techno" must be a list of genres above it, as ["Rock"]'],
    [
      { genre_tree: { A: ["B"], B: ["A"] } },
      "genre_tree must be a tree without cycles (these genres lie above each other: A → B → A)"
    ]
  ])("%j", (document, message) => {
    expect(() => validateConfig(document)).toThrow(message)
  })

  test("what is right is read", () => {
    const artistAliases = [{ artist: "Abakus", aliases: ["Cinnamon Chasers"] }]
    const { config, unknownKeys } = validateConfig({ artist_aliases: artistAliases, genre_tree: { Techno: ["Electronic"] } })
    expect(config.reading).toEqual({ artistAliases, genreTree: { Techno: ["Electronic"] } })
    expect(unknownKeys).toEqual([])
    expect(validateConfig({}).config.reading).toEqual({ artistAliases: [], genreTree: undefined })
    expect(validateConfig({ genre_tree: "my.toml" }).config.reading.genreTree).toBe("my.toml")
  })
})

describe("[X5] an unknown key is warned of with the key that was perhaps meant", () => {
  test.each([
    ["cover-art-stems", "cover_art_stems"],
    ["artist_alises", "artist_aliases"],
    ["Genre_Tree", "genre_tree"],
    ["genretree", "genre_tree"],
    ["max_filename_byte", "max_filename_bytes"],
    ["colour", undefined],
    ["x", undefined],
    ["", undefined]
  ])("%j: %j", (key, meant) => {
    expect(validateConfig({ [key]: 1 }).unknownKeys).toEqual([{ key, meant }])
  })

  test("inside a table, too", () => {
    const { unknownKeys } = validateConfig({
      libraries: [{ ...library, roots: "x" }],
      artist_aliases: [{ artist: "A", aliases: [], alias: 1 }]
    })
    expect(unknownKeys).toEqual([
      { key: "libraries[1].roots", meant: "root" },
      { key: "artist_aliases[1].alias", meant: undefined }
    ])
  })
})

describe("[X5] quick_reader", () => {
  test.each([
    [{}, true],
    [{ quick_reader: true }, true],
    [{ quick_reader: false }, false]
  ])("%j", (document, quickReader) => expect(validateConfig(document).config.scanning).toEqual({ quickReader }))

  test("is true or false", () => {
    expect(() => validateConfig({ quick_reader: "no" })).toThrow(new InvalidKey("quick_reader", "true or false"))
    expect(readEnvironment({ DEADWAX_QUICK_READER: "false" })).toEqual({ quick_reader: false })
  })
})

describe("[X5] keys from the environment", () => {
  test("a value as TOML writes it; a text without quotes; an empty one sets nothing", () => {
    const set = readEnvironment({
      DEADWAX_MAX_FILENAME_BYTES: "100",
      DEADWAX_COVER_ART_STEMS: '["x", "y"]',
      DEADWAX_GENRE_TREE: "/my trees/own.toml",
      DEADWAX_ARTIST_ALIASES: '[{ artist = "A", aliases = ["B"] }]',
      DEADWAX_RENAME_SOURCE_FILES: "",
      DEADWAX_LIBRARIES: "[]"
    })
    expect(set).toEqual({
      max_filename_bytes: 100,
      cover_art_stems: ["x", "y"],
      genre_tree: "/my trees/own.toml",
      artist_aliases: [{ artist: "A", aliases: ["B"] }]
    })
  })

  test("a mistake is told under the name of the variable", () => {
    const set = { artist_aliases: [{ artist: 1 }] }
    expect(namingVariable(new InvalidKey("artist_aliases[1].artist", "x"), set)).toEqual({
      name: "DEADWAX_ARTIST_ALIASES[1].artist",
      isVariable: true
    })
    expect(namingVariable(new InvalidKey("genre_tree", "x"), set)).toEqual({ name: "genre_tree", isVariable: false })
  })
})
