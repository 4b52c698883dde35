import * as Context from "effect/Context"

/**
 * Whether plain files are asked of the quick reader first, wherever tags are read in an effect: when ids are written and read back, when a library is
 * edited or its sources are read. Its answers are those of the full readers; false leaves it out. Default: true.
 */
export const QuickReader = Context.Reference<boolean>("@deadwax/core-tags/QuickReader", { defaultValue: () => true })
