/** Keys of the containers that are read and never written: APEv2, ASF, Matroska, RIFF INFO, AIFF text chunks, and ID3v1. */
import { keyTable } from "../fields.ts"

export const apeKeys = keyTable({
  title: ["title"],
  releaseTitle: ["album"],
  releaseDate: ["year", "date"],
  originalDate: ["originaldate", "originalyear"],
  compositionDate: ["compositiondate"],
  trackNumber: ["track", "tracknumber"],
  trackTotal: ["tracktotal", "totaltracks"],
  discNumber: ["disc", "discnumber"],
  discTotal: ["disctotal", "totaldiscs"],
  genre: ["genre"],
  secondaryGenre: ["secondarygenre"],
  descriptor: ["descriptor"],
  label: ["label"],
  catalogNumber: ["catalognumber"],
  edition: ["edition"],
  releaseType: ["releasetype", "musicbrainz_albumtype"],
  artist: ["artist"],
  exactArtists: ["artists"],
  releaseArtist: ["album artist", "albumartist"],
  exactReleaseArtists: ["albumartists"],
  remixer: ["mixartist", "remixer"],
  producer: ["producer"],
  composer: ["composer"],
  conductor: ["conductor"],
  djmixer: ["djmixer"],
  trackId: ["roseid"],
  releaseId: ["rosereleaseid"],
  lyrics: ["lyrics", "unsyncedlyrics"],
  mbRecordingId: ["musicbrainz_trackid"],
  mbTrackId: ["musicbrainz_releasetrackid"],
  mbReleaseId: ["musicbrainz_albumid"],
  mbReleaseGroupId: ["musicbrainz_releasegroupid"],
  mbArtistId: ["musicbrainz_artistid"],
  mbReleaseArtistId: ["musicbrainz_albumartistid"],
  trackGain: ["replaygain_track_gain"],
  trackPeak: ["replaygain_track_peak"],
  albumGain: ["replaygain_album_gain"],
  albumPeak: ["replaygain_album_peak"]
})

export const asfKeys = keyTable({
  title: ["Title"],
  releaseTitle: ["WM/AlbumTitle"],
  releaseDate: ["WM/Year"],
  originalDate: ["WM/OriginalReleaseTime", "WM/OriginalReleaseYear"],
  trackNumber: ["WM/TrackNumber"],
  discNumber: ["WM/PartOfSet"],
  genre: ["WM/Genre"],
  label: ["WM/Publisher"],
  catalogNumber: ["WM/CatalogNo"],
  releaseType: ["MusicBrainz/Album Type"],
  artist: ["Author"],
  exactArtists: ["WM/ARTISTS"],
  releaseArtist: ["WM/AlbumArtist"],
  remixer: ["WM/ModifiedBy"],
  producer: ["WM/Producer"],
  composer: ["WM/Composer"],
  conductor: ["WM/Conductor"],
  djmixer: ["WM/DJMixer"],
  lyrics: ["WM/Lyrics"],
  mbRecordingId: ["MusicBrainz/Track Id"],
  mbTrackId: ["MusicBrainz/Release Track Id"],
  mbReleaseId: ["MusicBrainz/Album Id"],
  mbReleaseGroupId: ["MusicBrainz/Release Group Id"],
  mbArtistId: ["MusicBrainz/Artist Id"],
  mbReleaseArtistId: ["MusicBrainz/Album Artist Id"]
})

/** `target:NAME`, as music-metadata names them. */
export const matroskaKeys = keyTable({
  title: ["track:TITLE", "segment:title"],
  releaseTitle: ["album:TITLE", "track:ALBUM"],
  releaseDate: ["album:DATE_RELEASED", "track:DATE_RELEASED", "track:DATE"],
  originalDate: ["album:ORIGINALDATE", "track:ORIGINALDATE"],
  trackNumber: ["track:PART_NUMBER", "track:TRACKNUMBER"],
  trackTotal: ["album:TOTAL_PARTS"],
  discNumber: ["album:PART_NUMBER", "track:DISCNUMBER"],
  discTotal: ["edition:TOTAL_PARTS"],
  genre: ["track:GENRE", "album:GENRE"],
  label: ["album:LABEL", "track:LABEL", "track:PUBLISHER"],
  catalogNumber: ["album:CATALOG_NUMBER", "track:CATALOG_NUMBER"],
  artist: ["track:ARTIST"],
  exactArtists: ["track:ARTISTS"],
  releaseArtist: ["album:ARTIST", "track:ALBUMARTIST", "track:ALBUM_ARTIST"],
  exactReleaseArtists: ["track:ALBUMARTISTS"],
  remixer: ["track:REMIXED_BY", "track:REMIXER"],
  producer: ["track:PRODUCER"],
  composer: ["track:COMPOSER"],
  conductor: ["track:CONDUCTOR"],
  lyrics: ["track:LYRICS"],
  mbRecordingId: ["track:MUSICBRAINZ_TRACKID"],
  mbReleaseId: ["track:MUSICBRAINZ_ALBUMID", "album:MUSICBRAINZ_ALBUMID"],
  mbArtistId: ["track:MUSICBRAINZ_ARTISTID"],
  trackGain: ["track:REPLAYGAIN_GAIN"],
  trackPeak: ["track:REPLAYGAIN_PEAK"],
  albumGain: ["album:REPLAYGAIN_GAIN"],
  albumPeak: ["album:REPLAYGAIN_PEAK"]
})

export const riffKeys = keyTable({
  title: ["INAM", "TITL"],
  releaseTitle: ["IPRD"],
  releaseDate: ["ICRD", "YEAR"],
  trackNumber: ["IPRT", "ITRK"],
  genre: ["IGNR", "GNRE"],
  artist: ["IART"]
})

export const aiffKeys = keyTable({ title: ["NAME"], artist: ["AUTH"] })

export const id3v1Keys = keyTable({
  title: ["title"],
  artist: ["artist"],
  releaseTitle: ["album"],
  releaseDate: ["year"],
  trackNumber: ["track"],
  genre: ["genre"]
})
