/**
 * Where reading the corpus differs from mutagen 1.46, and where our own readers differ from music-metadata: each difference by
 * `path field`, with the reason. A reason that no file needs any more fails the test.
 */

const because = (reasons: Readonly<Record<string, ReadonlyArray<string>>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(reasons).flatMap(([reason, keys]) => keys.map((key): [string, string] => [key, reason])))

export const referenceDifferences = because({
  "A format that nothing here reads, and no extension of a library: reported as such.": [
    "mutagen/adif.aac outcome",
    "mutagen/empty.ofr outcome",
    "mutagen/empty.ofs outcome",
    "mutagen/empty.tta outcome",
    "mutagen/has-tags.tak outcome",
    "mutagen/sample.mid outcome",
    "mutagen/silence-2s-44100-16.ofr outcome",
    "mutagen/silence-2s-44100-16.ofs outcome",
    "mutagen/silence-44-s.ac3 outcome",
    "mutagen/silence-44-s.eac3 outcome",
    "mutagen/silence-44-s.tak outcome",
    "taglib/empty.tta outcome",
    "taglib/tagged.tta outcome"
  ],
  "Musepack before version 7 has no magic number; mutagen goes by the file's name.": [
    "mutagen/sv4_header.mpc outcome",
    "mutagen/sv5_header.mpc outcome",
    "taglib/sv4_header.mpc outcome",
    "taglib/sv5_header.mpc outcome"
  ],
  "A bare APE tag: there is no sound in the file, and no format to play it by.": [
    "mutagen/145-invalid-item-count.apev2 outcome",
    "mutagen/brokentag.apev2 outcome",
    "mutagen/oldtag.apev2 outcome"
  ],
  "Only video: mutagen reads Theora, a music library does not.": [
    "mutagen/sample.oggtheora outcome",
    "mutagen/sample_bitrate.oggtheora outcome"
  ],
  "The title, artist and length are those of the video stream; ours are those of the Vorbis stream beside it.": [
    "mutagen/sample_length.oggtheora title",
    "mutagen/sample_length.oggtheora artists",
    "mutagen/sample_length.oggtheora ms",
    "taglib/multiplex.ogg title"
  ],
  "The header has a sampling rate of 0: no player could play it, and it has no tags.": ["taglib/zerodiv.ape outcome"],
  "An ID3 tag with text, and no sound that could be found: what is readable is read.": [
    "mutagen/id3v23_unsynch.id3 error",
    "mutagen/id3v24_extended_header.id3 error",
    "mutagen/too-short.mp3 error",
    "taglib/005411.id3 error",
    "taglib/broken-tenc.id3 error",
    "taglib/compressed_id3_frame.mp3 error",
    "taglib/compressed_id3_frame_invalid.mp3 error",
    "taglib/excessive_alloc.mp3 error",
    "taglib/extended-header.mp3 error",
    "taglib/unsynch.id3 error",
    "taglib/unsynch24.id3 error",
    "taglib/w000.mp3 error"
  ],
  "One block is broken, and mutagen gives up the file; its properties are readable.": [
    "mutagen/106-invalid-streaminfo.flac error",
    "mutagen/ooming-header.flac error",
    "taglib/infloop.wv error"
  ],
  "mutagen does not know the format or this variant; ffprobe reads it as we do.": [
    "taglib/mac-399-id3v2.ape error",
    "taglib/no-tags.mka error",
    "taglib/no-tags.webm error",
    "taglib/non_standard_rate.wv error",
    "taglib/optimized.mkv error",
    "taglib/rf64.wav error",
    "taglib/tags-before-cues.mkv error"
  ],
  "mutagen counts the tags behind the sound as sound; the difference is their length at the bit rate.": [
    "mutagen/97-unknown-23-update.mp3 ms",
    "mutagen/bad-TYER-frame.mp3 ms",
    "mutagen/id3v1v2-combined.mp3 ms",
    "mutagen/silence-44-s-v1.mp3 ms",
    "mutagen/silence-44-s.mp3 ms",
    "taglib/ape-id3v1.mp3 ms",
    "taglib/ape-id3v2.mp3 ms",
    "taglib/ape.mp3 ms"
  ],
  "Lavf's delay and padding are taken off, as LAME's are: the sound lasts 1.000 s in all five formats of this release.": [
    "rose/Tagger/track3.mp3 ms"
  ],
  "The Xing header counts 0 frames, which is no count: the length comes from the bytes that are there.": [
    "mutagen/bad-xing.mp3 ms",
    "mutagen/bad-xing.mp3 br"
  ],
  "All 160 frames are counted (ffprobe: 160 packets of 1024 samples); mutagen estimates.": [
    "mutagen/empty.aac ms",
    "mutagen/empty.aac br",
    "taglib/empty1s.aac ms"
  ],
  "The header says how much of the last frame counts; mutagen takes off half a frame from all files alike.": [
    "mutagen/click.mpc ms",
    "mutagen/click.mpc br",
    "taglib/click.mpc ms",
    "taglib/click.mpc br"
  ],
  "DSD64 is sampled at 2.8 MHz; mutagen gives the rate of its bytes, eight samples each.": [
    "mutagen/dsd.wv sr",
    "taglib/dsd_stereo.wv sr"
  ],
  "Four channels in two blocks, which the first block announces; mutagen gives `true`.": ["taglib/four_channels.wv ch"],
  "The codec's own configuration says one channel, as ffprobe finds; the box around it says two.": [
    "mutagen/no-tags.3g2 ch",
    "taglib/no-tags.3g2 ch"
  ],
  "mutagen fails on a box with an unprintable name in the sample description; ffprobe reads 32 kHz, mono, 1.6 s.": [
    "taglib/nonprintable-atom-type.m4a ms",
    "taglib/nonprintable-atom-type.m4a sr",
    "taglib/nonprintable-atom-type.m4a ch"
  ],
  "AC-3 tells its rate in its frames, which are not read: ours is the average over the media data.": ["taglib/ac3.m4a br"],
  "A-law stores 8 bits a sample, 352.8 kb/s; mutagen multiplies by the 16 bits it decodes to.": ["taglib/alaw.aifc br"],
  "AIFF's own text chunks, and RIFF's INFO, are read too where there is no ID3 tag.": [
    "taglib/alaw.aifc title",
    "taglib/alaw.aifc artists",
    "taglib/uint8we.wav date"
  ],
  "A Windows Media file's bit rate is music-metadata's, from the file's properties; mutagen takes the codec's.": [
    "mutagen/silence-2.wma br",
    "mutagen/silence-3.wma br",
    "taglib/lossless.wma br"
  ],
  "v2.4 kept the year in v2.3's frame, which is read; mutagen drops it for the older ID3v1 tag.": [
    "mutagen/id3v1v2-combined.mp3 date"
  ],
  "The APE tag says `Date`; mutagen's table looks for `Year` only.": ["mutagen/silence-44-s.wv date"],
  "An APE tag alone on an mp3 is read.": ["taglib/ape.mp3 title"],
  "iTunes' genre number (14, Pop) is read; mutagen does not when its item type is unusual.": ["taglib/infloop.m4a genres"],
  "`meta` without a version, as QuickTime writes it, is read; TagLib agrees.": ["taglib/non-full-meta.m4a artists"]
})

export const generalDifferences = because({
  "music-metadata stops at a block whose length is cut; the block's own length is believed here, as mutagen does.": [
    "mutagen/106-short-picture-block-size.flac hasCover",
    "mutagen/106-short-picture-block-size.flac coverMime",
    "mutagen/52-too-short-block-size.flac title",
    "mutagen/52-too-short-block-size.flac artists",
    "mutagen/52-too-short-block-size.flac releaseTitle",
    "mutagen/52-too-short-block-size.flac releaseDate",
    "mutagen/52-too-short-block-size.flac trackNumber",
    "mutagen/52-too-short-block-size.flac genres"
  ],
  "ID3v1 completes ID3v2, as mutagen has it.": [
    "mutagen/bad-TYER-frame.mp3 artists",
    "mutagen/bad-TYER-frame.mp3 releaseTitle",
    "mutagen/id3v1v2-combined.mp3 releaseTitle"
  ],
  "music-metadata misreads the bits of Musepack 7's header; mutagen and TagLib agree with us.": [
    "mutagen/click.mpc sampleRateHz",
    "mutagen/click.mpc channels",
    "taglib/click.mpc sampleRateHz",
    "taglib/click.mpc channels"
  ],
  "One frame that no second one follows is no sound to us, nor to mutagen.": [
    "mutagen/too-short.mp3 sampleRateHz",
    "mutagen/too-short.mp3 channels"
  ],
  "music-metadata ends at the cut-off media data, before it has put its properties together.": [
    "mutagen/truncated-64bit.mp4 sampleRateHz",
    "mutagen/truncated-64bit.mp4 channels",
    "taglib/infloop.m4a sampleRateHz",
    "taglib/infloop.m4a channels"
  ],
  "music-metadata counts the channels of the first block only.": ["taglib/four_channels.wv channels"],
  "Two comment blocks, which FLAC forbids: the first counts, as in mutagen.": ["taglib/multiple-vc.flac artists"],
  "HE-AAC: the rate that is heard, as mutagen and ffprobe give it; music-metadata gives the core's.": [
    "taglib/zero-length-mdat.m4a sampleRateHz"
  ]
})
