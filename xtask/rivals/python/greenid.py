"""A reply with zeep: to the objects of the WSDL, without the network."""

import sys

import requests
import zeep
from worker import serve

with open(sys.argv[1], "rb") as file:
    body = file.read()
client = zeep.Client(sys.argv[2])
binding = client.service._binding
operation = binding.get("getVerificationResult")
response = requests.Response()
response.status_code = 200
response.headers["Content-Type"] = "text/xml; charset=utf-8"
response._content = body


def work():
    return binding.process_reply(client, operation, response)


assert work().outcome == "VERIFIED", "the reply was not understood"
serve(work)
