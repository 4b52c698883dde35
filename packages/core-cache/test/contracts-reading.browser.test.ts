import { testPart } from "./part-opfs.ts"

await testPart("reading")
