/** Where one can go: beside the views on a desk, as tabs below them on a phone. */
import { Bookmark, Disc3, Heart, LayoutGrid, Library, ListMusic, MicVocal, Music2, RefreshCw, Search, Tags } from "lucide-react"
import type { ReactNode } from "react"
import { Link, useLocation } from "wouter"
import { useSession } from "../data/library.ts"
import { DiscMark } from "../parts/brand.tsx"
import { paths } from "./paths.ts"

interface NavLinkProps {
  readonly href: string
  readonly icon: ReactNode
  readonly children: ReactNode
  readonly onClick?: () => void
  /** On a desk alone, or among the tabs of a phone alone. */
  readonly only?: "desk" | "tabs"
  /** What lies behind it besides its own address, as beginnings of addresses. */
  readonly holds?: ReadonlyArray<string>
}

const NavLink = ({ href, icon, children, onClick, only, holds = [] }: NavLinkProps) => {
  const [location] = useLocation()
  const isCurrent = location === href || holds.some((beginning) => location.startsWith(beginning))
  return (
    <li className={only === undefined ? undefined : `${only}-only`}>
      <Link
        href={href}
        className="nav-link"
        aria-current={isCurrent ? "page" : undefined}
        {...(onClick === undefined ? {} : { onClick })}
      >
        {icon}
        {children}
      </Link>
    </li>
  )
}

export const Navigation = ({ focusSearch }: { readonly focusSearch: () => void }) => {
  const isOnServer = useSession().client.place === "server"
  return (
    <nav className="nav" aria-label="Main">
      <Link href={paths.albums} className="brand">
        <DiscMark />
        Deadwax
      </Link>
      <ul>
        <NavLink href={paths.albums} icon={<Disc3 size={20} />} holds={["/releases/", "/descriptors/"]}>
          Albums
        </NavLink>
        <NavLink href={paths.tracks} icon={<Music2 size={20} />}>
          Tracks
        </NavLink>
        <NavLink href={paths.artists} icon={<MicVocal size={20} />} only="desk" holds={["/artists/"]}>
          Artists
        </NavLink>
        <NavLink href={paths.genres} icon={<Tags size={20} />} only="desk" holds={["/genres/"]}>
          Genres
        </NavLink>
        <NavLink href={paths.labels} icon={<Bookmark size={20} />} only="desk" holds={["/labels/"]}>
          Labels
        </NavLink>
        <li className="nav-gap desk-only" aria-hidden="true" />
        <NavLink href={paths.playlists} icon={<ListMusic size={20} />} only="desk" holds={["/playlists/"]}>
          Playlists
        </NavLink>
        <NavLink href={paths.collages} icon={<LayoutGrid size={20} />} only="desk" holds={["/collages/"]}>
          Collages
        </NavLink>
        <NavLink
          href={paths.favorites}
          icon={<Heart size={20} />}
          only="desk"
          holds={[paths.played, paths.mostPlayed, paths.added]}
        >
          Favourites
        </NavLink>
        <NavLink
          href={paths.playlists}
          icon={<ListMusic size={20} />}
          only="tabs"
          holds={["/playlists/", "/collages", paths.favorites, paths.played, paths.mostPlayed, paths.added]}
        >
          Lists
        </NavLink>
        <NavLink href={paths.search} icon={<Search size={20} />} onClick={focusSearch} only="tabs">
          Search
        </NavLink>
        <li className="nav-gap desk-only" aria-hidden="true" />
        {isOnServer && (
          <NavLink href={paths.sync} icon={<RefreshCw size={20} />} only="desk">
            Sync
          </NavLink>
        )}
        <NavLink href={paths.library} icon={<Library size={20} />} only="desk" holds={[paths.trash]}>
          Library
        </NavLink>
        <NavLink href={paths.library} icon={<Library size={20} />} only="tabs" holds={[paths.trash, paths.sync]}>
          Library
        </NavLink>
      </ul>
      <PlaceNote />
    </nav>
  )
}

const PlaceNote = () => {
  const { client } = useSession()
  return <p className="nav-foot etched">{client.place === "server" ? "On the server" : "In this browser"}</p>
}
