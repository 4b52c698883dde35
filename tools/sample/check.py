"""Reads the sample back with programs that are not ours: tags with mutagen, sound with ffmpeg, both held against expected.json.

    python3 tools/sample/check.py      needs mutagen and ffmpeg; prints every difference, exits 1 when there is one

Compared: the simple fields, the embedded ids, pictures, lyrics, length, sample rate, channels. Not compared: roles, which mutagen does not know.
"""
import json
import os
import subprocess
import sys

import mutagen
from mutagen.id3 import ID3

SAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "sample")
ITUNES = "----:com.apple.iTunes:"
ROSE = "----:net.sunsetglow.rose:"

MP3 = {
    "title": ["TIT2"], "releaseTitle": ["TALB"], "originalDate": ["TDOR"], "compositionDate": ["TXXX:COMPOSITIONDATE"],
    "genres": ["TCON"], "secondaryGenres": ["TXXX:SECONDARYGENRE"], "descriptors": ["TXXX:DESCRIPTOR"], "labels": ["TPUB"],
    "catalogNumber": ["TXXX:CATALOGNUMBER"], "edition": ["TXXX:EDITION"], "track": ["TXXX:ROSEID"], "release": ["TXXX:ROSERELEASEID"],
    "releaseDate": ["TDRC"], "trackNumber": ["TRCK"], "discNumber": ["TPOS"],
}
MP4 = {
    "title": ["©nam"], "releaseTitle": ["©alb"], "originalDate": [ITUNES + "ORIGINALDATE", ITUNES + "ORIGINALYEAR"],
    "compositionDate": [ROSE + "COMPOSITIONDATE"], "genres": ["©gen"], "secondaryGenres": [ROSE + "SECONDARYGENRE"],
    "descriptors": [ROSE + "DESCRIPTOR"], "labels": [ITUNES + "LABEL"], "catalogNumber": [ITUNES + "CATALOGNUMBER"],
    "edition": [ROSE + "EDITION"], "track": [ROSE + "ID"], "release": [ROSE + "RELEASEID"], "releaseDate": ["©day"],
    "trackNumber": ["trkn"], "discNumber": ["disk"],
}
VORBIS = {
    "title": ["title"], "releaseTitle": ["album"], "originalDate": ["originaldate", "originalyear"], "compositionDate": ["compositiondate"],
    "genres": ["genre"], "secondaryGenres": ["secondarygenre"], "descriptors": ["descriptor"],
    "labels": ["label", "organization", "recordlabel"], "catalogNumber": ["catalognumber"], "edition": ["edition"], "track": ["roseid"],
    "release": ["rosereleaseid"], "releaseDate": ["date", "year"], "trackNumber": ["tracknumber"], "discNumber": ["discnumber"],
}
# What ffmpeg says of every m4a with a cover, and of an mp3 whose tag is followed by junk (on purpose: A1.mp3).
HARMLESS = ("timescale not set", "Estimating duration", "detected only with low score")
LISTS = {"genres", "secondaryGenres", "descriptors", "labels"}


def texts(tags, keys):
    """The values of the first key that is there, as text."""
    for key in keys:
        if tags is None or key not in tags:
            continue
        found = tags[key]
        found = found.text if hasattr(found, "text") else found
        found = [str(one[0]) if isinstance(one, tuple) else one.decode() if isinstance(one, bytes) else str(one) for one in found]
        return [part for one in found for part in one.split("\x00")]
    return []


def read(tags, keys, field):
    values = texts(tags, keys)
    if field in LISTS:
        return [part.strip() for value in values for part in value.split(";")]
    if not values or values[0] in ("", "None"):
        return None
    value = values[0]
    if field in ("trackNumber", "discNumber"):
        return value.split("/")[0]
    return value[:10] if field == "releaseDate" else value


def differences(expected, tolerance):
    path = os.path.join(SAMPLE, expected["path"])
    audio = mutagen.File(path)
    names = MP3 if expected["format"] == "mp3" else MP4 if expected["format"] == "m4a" else VORBIS
    for field, keys in names.items():
        wanted = expected["ids"][field] if field in ("track", "release") else expected[field]
        seen = read(audio.tags, keys, field)
        if seen != wanted:
            yield f"{field}: {seen!r}, not {wanted!r}"
    info = audio.info
    if abs(info.length * 1000 - expected["durationMs"]) > tolerance:
        yield f"length: {info.length * 1000:.1f} ms, not {expected['durationMs']}"
    rate = 48000 if expected["format"] == "opus" else info.sample_rate
    if (rate, info.channels) != (expected["sampleRateHz"], expected["channels"]):
        yield f"sound: {rate} Hz, {info.channels} channels"
    if "bitrateKbps" in expected and round(info.bitrate / 1000) != expected["bitrateKbps"]:
        yield f"bitrate: {info.bitrate}"
    if expected["format"] == "mp3" and isinstance(audio.tags, ID3):
        cover, lyrics = bool(audio.tags.getall("APIC")), bool(audio.tags.getall("USLT"))
    elif expected["format"] == "m4a":
        cover, lyrics = "covr" in audio.tags, "©lyr" in audio.tags
    else:
        cover, lyrics = bool(getattr(audio, "pictures", None)) or "metadata_block_picture" in (audio.tags or {}), False
    if (cover, lyrics) != (expected["hasCover"], expected["hasLyrics"]):
        yield f"cover, lyrics: {cover}, {lyrics}"
    if expected.get("sidecarLyrics") and not os.path.exists(os.path.splitext(path)[0] + ".lrc"):
        yield "no .lrc beside it"
    decoded = subprocess.run(["ffmpeg", "-v", "warning", "-nostdin", "-i", path, "-map", "0:a", "-f", "null", "-"], capture_output=True, text=True)
    noise = [line for line in decoded.stderr.splitlines() if not any(harmless in line for harmless in HARMLESS)]
    if decoded.returncode or noise:
        yield f"decoding: {noise}"


def main():
    with open(os.path.join(SAMPLE, "expected.json"), encoding="utf-8") as file:
        expected = json.load(file)
    listed = {one["path"] for one in expected["inspections"]}
    audio = {".mp3", ".flac", ".m4a", ".ogg", ".opus"}
    there = {
        os.path.relpath(os.path.join(directory, name), SAMPLE)
        for directory, _, names in os.walk(SAMPLE)
        for name in names
        if os.path.splitext(name)[1].lower() in audio
    }
    wrong = [f"{path}: listed, not there" for path in sorted(listed - there)] + [f"{path}: not listed" for path in sorted(there - listed)]
    for one in expected["inspections"]:
        tolerance = expected["durationToleranceMs"][one["format"]]
        wrong += [f"{one['path']}: {difference}" for difference in differences(one, tolerance)]
    print("\n".join([*wrong, f"{len(listed)} files, {len(wrong)} differences"]))
    return 1 if wrong else 0


sys.exit(main())
