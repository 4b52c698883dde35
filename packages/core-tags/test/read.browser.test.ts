/** The reader's tests that need no files of this machine, in the browser as well. */
import "./grammar.test.ts"
import "./read-containers.test.ts"
import "./read-essence.test.ts"
import "./read-limits.test.ts"
import "./read-m4a.test.ts"
import "./read-mp3.test.ts"
