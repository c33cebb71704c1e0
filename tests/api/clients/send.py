"""Sends lines with the handler of PyPI's logdna to the desk that the environment names.

The handler prints what goes wrong on standard output.
"""

import json
import logging
import os

from logdna import LogDNAHandler

handler = LogDNAHandler(
    os.environ["KEY"],
    {"url": os.environ["DESK"] + "/logs/ingest", **json.loads(os.environ["OPTIONS"])},
)
log = logging.getLogger("sender")
log.setLevel(logging.DEBUG)
log.addHandler(handler)
for line in json.loads(os.environ["LINES"]):
    options = [line["options"]] if "options" in line else []
    log.log(logging.getLevelName(line.get("level", "INFO")), line["text"], *options)
handler.close()
