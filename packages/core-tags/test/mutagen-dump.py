"""Reads paths from standard input, one a line, and writes one line of JSON each: all that mutagen reads, but for the two ids."""
import json
import sys

import mutagen
from mutagen.id3 import ID3

IDS = {"TXXX:ROSEID", "TXXX:ROSERELEASEID", "----:net.sunsetglow.rose:ID", "----:net.sunsetglow.rose:RELEASEID", "roseid", "rosereleaseid"}
PEOPLE = ("TIPL", "TMCL", "IPLS")


def frame(value):
    fields = {k: v for k, v in vars(value).items() if k not in ("encoding", "desc")}
    return repr(sorted(fields.items()))


def items(tags):
    if tags is None:
        return {}
    if isinstance(tags, ID3):
        # An empty value says nothing; of v2.3 mutagen drops an empty year, of v2.4 it does not.
        found = {k: frame(v) for k, v in tags.items() if k not in PEOPLE and [str(t) for t in getattr(v, "text", "?")] != [""]}
        pairs = [p for k in PEOPLE if k in tags for p in tags[k].people]
        return found | ({"people": repr(sorted(pairs))} if pairs else {})
    if isinstance(tags, list):
        found = {}
        for key, value in tags:
            found.setdefault(key.lower(), []).append(value)
        return found
    return {k: repr(v) for k, v in tags.items()}


def dump(path):
    try:
        file = mutagen.File(path)
    except Exception:
        return {"error": "unreadable"}
    if file is None:
        return {"error": "unknown"}
    tags = items(file.tags)
    ids = {k: v for k, v in tags.items() if k in IDS}
    pictures = [repr((p.type, p.mime, p.desc, p.data)) for p in getattr(file, "pictures", [])]
    return {
        "tags": {k: v for k, v in sorted(tags.items()) if k not in IDS},
        "pictures": pictures,
        "length": file.info.length,
        "ids": sorted(ids.values(), key=repr),
    }


for line in sys.stdin:
    print(json.dumps(dump(line.rstrip("\n")), default=repr))
