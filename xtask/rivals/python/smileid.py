"""A signed document with smile-id-core: parsed, and its signature checked."""

import json
import sys

from smile_id_core import Signature
from worker import serve

with open(sys.argv[1], "rb") as file:
    body = file.read()
signature = Signature("085", "fake-api-key-0123456789")


def work():
    document = json.loads(body)
    return signature.confirm_signature(document["timestamp"], document["signature"])


assert work(), "the signature does not fit"
serve(work)
