/** Views that stand beside one another, as links in one row: where the navigation has no room for each. */
import { Link, useLocation } from "wouter"

interface SwitchLinksProps {
  readonly label: string
  readonly links: ReadonlyArray<readonly [path: string, name: string]>
}

export const SwitchLinks = ({ label, links }: SwitchLinksProps) => {
  const [location] = useLocation()
  return (
    <nav className="switch-links" aria-label={label}>
      {links.map(([path, name]) => (
        <Link key={path} href={path} aria-current={location === path ? "page" : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  )
}
