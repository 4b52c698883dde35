/** Names of artists as links to what there is of them. */
import { Fragment } from "react"
import { Link } from "wouter"
import { shelfPath } from "../navigation/paths.ts"

export const ArtistNames = ({ names, tabIndex }: { readonly names: ReadonlyArray<string>; readonly tabIndex?: number }) =>
  names.length === 0
    ? "Unknown artist"
    : [...new Set(names)].map((name, index, all) => (
        <Fragment key={name}>
          {index === 0 ? "" : index === all.length - 1 ? " and " : ", "}
          <Link href={shelfPath("artist", name)} className="link" {...(tabIndex === undefined ? {} : { tabIndex })}>
            <bdi>{name}</bdi>
          </Link>
        </Fragment>
      ))
