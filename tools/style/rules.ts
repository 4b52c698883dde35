/** All rules. Each has a planted violation in rules.test.ts. */
import type { Rule } from "./project.ts"
import { coreRules } from "./rules/core-calls.ts"
import { importRules } from "./rules/imports.ts"
import { nameRules } from "./rules/names.ts"
import { sizeRules } from "./rules/sizes.ts"
import { testRules } from "./rules/tests.ts"
import { textRules } from "./rules/text.ts"
import { typeRules } from "./rules/type-holes.ts"

export const rules: ReadonlyArray<Rule> = [
  ...importRules,
  ...coreRules,
  ...sizeRules,
  ...nameRules,
  ...textRules,
  ...testRules,
  ...typeRules
]
