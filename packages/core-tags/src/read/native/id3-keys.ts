/**
 * ID3v2 frames. A key is the frame's id in its v2.3/v2.4 form, `TXXX:description`, `UFID:owner`, or `TIPL:involvement`
 * (also for v2.3's IPLS). The three letters of v2.2 are translated first.
 */
import { keyTable } from "../fields.ts"

export const id3Keys = keyTable({
  title: ["TIT2"],
  releaseTitle: ["TALB"],
  releaseDate: ["TDRC", "TYER"],
  originalDate: ["TDOR", "TORY", "TXXX:originaldate", "TXXX:originalyear"],
  compositionDate: ["TXXX:COMPOSITIONDATE"],
  trackNumber: ["TRCK"],
  discNumber: ["TPOS"],
  genre: ["TCON"],
  secondaryGenre: ["TXXX:SECONDARYGENRE"],
  descriptor: ["TXXX:DESCRIPTOR"],
  label: ["TPUB"],
  catalogNumber: ["TXXX:CATALOGNUMBER"],
  edition: ["TXXX:EDITION"],
  releaseType: ["TXXX:RELEASETYPE", "TXXX:MusicBrainz Album Type"],
  artist: ["TPE1"],
  exactArtists: ["TXXX:ARTISTS"],
  releaseArtist: ["TPE2"],
  exactReleaseArtists: ["TXXX:ALBUMARTISTS", "TXXX:Album Artists"],
  remixer: ["TPE4"],
  producer: ["TIPL:producer"],
  composer: ["TCOM"],
  conductor: ["TPE3"],
  djmixer: ["TIPL:DJ-mix"],
  trackId: ["TXXX:ROSEID"],
  releaseId: ["TXXX:ROSERELEASEID"],
  lyrics: ["USLT", "SYLT"],
  mbRecordingId: ["UFID:http://musicbrainz.org"],
  mbTrackId: ["TXXX:MusicBrainz Release Track Id"],
  mbReleaseId: ["TXXX:MusicBrainz Album Id"],
  mbReleaseGroupId: ["TXXX:MusicBrainz Release Group Id"],
  mbArtistId: ["TXXX:MusicBrainz Artist Id"],
  mbReleaseArtistId: ["TXXX:MusicBrainz Album Artist Id"],
  trackGain: ["TXXX:REPLAYGAIN_TRACK_GAIN"],
  trackPeak: ["TXXX:REPLAYGAIN_TRACK_PEAK"],
  albumGain: ["TXXX:REPLAYGAIN_ALBUM_GAIN"],
  albumPeak: ["TXXX:REPLAYGAIN_ALBUM_PEAK"]
})

/** Ids of ID3v2.2, for the frames that are read. */
export const id3v22Ids: ReadonlyMap<string, string> = new Map([
  ["TT2", "TIT2"],
  ["TAL", "TALB"],
  ["TYE", "TYER"],
  ["TDA", "TDAT"],
  ["TRD", "TDRC"],
  ["TOR", "TORY"],
  ["TRK", "TRCK"],
  ["TPA", "TPOS"],
  ["TCO", "TCON"],
  ["TXX", "TXXX"],
  ["TPB", "TPUB"],
  ["TP1", "TPE1"],
  ["TP2", "TPE2"],
  ["TP3", "TPE3"],
  ["TP4", "TPE4"],
  ["TCM", "TCOM"],
  ["IPL", "IPLS"],
  ["UFI", "UFID"],
  ["ULT", "USLT"],
  ["SLT", "SYLT"],
  ["PIC", "APIC"]
])
