/** The table of planning in a page: it is a pure function, and answers there as it does elsewhere. */
import "./plan-table.test.ts"
