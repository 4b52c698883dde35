/** Items of an MP4 file's `ilst`: the atom's name, or `----:domain:NAME`. Numbers and genre codes are read apart. */
import { keyTable } from "../fields.ts"

const rose = "----:net.sunsetglow.rose:"
const itunes = "----:com.apple.iTunes:"

export const mp4Keys = keyTable({
  title: ["©nam"],
  releaseTitle: ["©alb"],
  releaseDate: ["©day"],
  originalDate: [`${rose}ORIGINALDATE`, `${itunes}ORIGINALDATE`, `${itunes}ORIGINALYEAR`],
  compositionDate: [`${rose}COMPOSITIONDATE`],
  genre: ["©gen", "gnre"],
  secondaryGenre: [`${rose}SECONDARYGENRE`],
  descriptor: [`${rose}DESCRIPTOR`],
  label: [`${itunes}LABEL`],
  catalogNumber: [`${itunes}CATALOGNUMBER`],
  edition: [`${rose}EDITION`],
  releaseType: [`${itunes}RELEASETYPE`, `${itunes}MusicBrainz Album Type`],
  artist: ["©ART"],
  exactArtists: [`${itunes}ARTISTS`],
  releaseArtist: ["aART"],
  exactReleaseArtists: [`${itunes}ALBUMARTISTS`],
  remixer: [`${itunes}REMIXER`],
  producer: [`${itunes}PRODUCER`],
  composer: ["©wrt"],
  conductor: [`${itunes}CONDUCTOR`],
  djmixer: [`${itunes}DJMIXER`],
  trackId: [`${rose}ID`],
  releaseId: [`${rose}RELEASEID`],
  lyrics: ["©lyr"],
  mbRecordingId: [`${itunes}MusicBrainz Track Id`],
  mbTrackId: [`${itunes}MusicBrainz Release Track Id`],
  mbReleaseId: [`${itunes}MusicBrainz Album Id`],
  mbReleaseGroupId: [`${itunes}MusicBrainz Release Group Id`],
  mbArtistId: [`${itunes}MusicBrainz Artist Id`],
  mbReleaseArtistId: [`${itunes}MusicBrainz Album Artist Id`],
  trackGain: [`${itunes}replaygain_track_gain`],
  trackPeak: [`${itunes}replaygain_track_peak`],
  albumGain: [`${itunes}replaygain_album_gain`],
  albumPeak: [`${itunes}replaygain_album_peak`]
})
