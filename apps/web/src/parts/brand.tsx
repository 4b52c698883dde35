/** The project's sign: a record seen from above, its label, and the run-out between them. */
export const DiscMark = ({ className }: { readonly className?: string }) => (
  <svg className={className} viewBox="0 0 32 32" fill="none" stroke="currentColor" aria-hidden="true">
    <title>{""}</title>
    <circle cx="16" cy="16" r="14.5" strokeWidth="2" />
    <path
      d="M16 5.6A10.4 10.4 0 0 1 26.4 16M5.6 16A10.4 10.4 0 0 0 16 26.4"
      strokeWidth="1.4"
      strokeLinecap="round"
      opacity=".7"
    />
    <circle cx="16" cy="16" r="5.4" fill="currentColor" stroke="none" />
    <circle cx="16" cy="16" r="1.3" className="disc-hole" fill="var(--paper)" stroke="none" />
  </svg>
)
