"""Job ids that name a fault of the way between client and server."""

import time

import requests
from sandbox import PARTNER_ID
from smile import SmileTest, signature


class Faults(SmileTest):
    def post(self, job_id, timeout=30, **keywords):
        body = {"partner_id": PARTNER_ID, "user_id": "invented-user", "job_id": job_id, **signature()}
        return requests.post(f"{self.server}/job_status", json=body, timeout=timeout, **keywords)

    def test_slow(self):
        begin = time.monotonic()
        answer = self.status("slow")
        self.assertGreaterEqual(time.monotonic() - begin, 1.9)
        self.assertIs(answer["job_complete"], True)

    def test_hang(self):
        with self.assertRaises(requests.exceptions.ReadTimeout):
            self.post("hang", timeout=4)

    def test_reset(self):
        with self.assertRaises(requests.exceptions.ConnectionError):
            self.status("reset")

    def test_truncated(self):
        with self.assertRaises((requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)):
            self.status("truncated")

    def test_html_500(self):
        # The SDK reads JSON even from an error.
        with self.assertRaises(requests.exceptions.JSONDecodeError):
            self.status("html-500")
        reply = self.post("html-500")
        self.assertEqual(reply.status_code, 500)
        self.assertEqual(reply.headers["Content-Type"].split(";")[0], "text/html")
        self.assertIn("<html", reply.text.lower())

    def test_rate_limited(self):
        self.assertIn("response=429:Too Many Requests - ", self.refused("rate-limited"))
        reply = self.post("rate-limited")
        self.assertEqual(reply.status_code, 429)
        self.assertGreaterEqual(int(reply.headers["Retry-After"]), 1)

    def test_huge(self):
        with self.post("huge", stream=True) as reply:
            self.assertEqual(reply.status_code, 200)
            size = sum(len(chunk) for chunk in reply.iter_content(1 << 16))
        self.assertGreater(size, 8 << 20)

    def test_the_server_lives_on(self):
        for fault in ["reset", "truncated"]:
            with self.subTest(fault), self.assertRaises(requests.exceptions.RequestException):
                self.post(fault)
            self.assert_done(self.status("approved"), "0810", success=True)
