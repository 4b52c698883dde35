/** The program's exit codes; docs/cli.md explains them. */

/**
 * 0 done · 1 done, but some items failed (named) · 2 usage or configuration · 3 stopped for safety, state intact · 4 busy ·
 * 5 not found · 130 interrupted.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 130
