/** Views that stand beside one another, as links in one row: where the navigation has no room for each. */
import { Link, useLocation } from "wouter"

interface SwitchLinksProps {
  readonly label: string
  readonly links: ReadonlyArray<readonly [path: string, name: string]>
  /** Also on a desk, where the navigation has no room for them. */
  readonly isEverywhere?: boolean
}

export const SwitchLinks = ({ label, links, isEverywhere = false }: SwitchLinksProps) => {
  const [location] = useLocation()
  return (
    <nav className={isEverywhere ? "switch-links is-everywhere" : "switch-links"} aria-label={label}>
      {links.map(([path, name]) => (
        <Link key={path} href={path} aria-current={location === path ? "page" : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  )
}
