"""What the server asks of a request, and what it does not. Sent by hand, with the SDK's signature."""

import json

import requests
from sandbox import PARTNER_ID
from smile import SmileTest, signature


class RequestsTest(SmileTest):
    def body(self, **changes):
        """A good question; a change to None leaves the member out."""
        body = {"partner_id": PARTNER_ID, "user_id": "invented-user", "job_id": "approved", **signature(), **changes}
        return {name: value for name, value in body.items() if value is not None}

    def post(self, body, headers={"Content-Type": "application/json"}):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return requests.post(f"{self.server}/job_status", data=data, headers=headers, timeout=30)

    def assert_refused(self, reply, code):
        self.assertEqual(reply.status_code, 400)
        answer = reply.json()
        self.assertEqual(answer["code"], code)
        self.assertTrue(answer["error"])
        # As with the provider: a refusal is not signed.
        self.assertNotIn("signature", answer)
        self.assertNotIn("timestamp", answer)


class RefusedRequests(RequestsTest):
    def test_a_missing_member(self):
        for member in ["partner_id", "user_id", "job_id", "timestamp", "signature"]:
            with self.subTest(member):
                self.assert_refused(self.post(self.body(**{member: None})), "2213")

    def test_a_member_of_the_wrong_type(self):
        for member in ["user_id", "job_id"]:
            for value in [17, ["approved"], {}]:
                with self.subTest(member, value=value):
                    self.assert_refused(self.post(self.body(**{member: value})), "2204")

    def test_no_json(self):
        for body in [b"", b"{", b"user_id=invented-user&job_id=approved"]:
            with self.subTest(body):
                self.assert_refused(self.post(body), "2203")

    def test_a_signature_over_another_timestamp(self):
        body = self.body(timestamp=signature("2026-01-02T03:04:05.678Z")["timestamp"])
        self.assert_refused(self.post(body), "2205")

    def test_a_signature_of_another_partner(self):
        pair = signature(partner_id="999")
        self.assert_refused(self.post(self.body(**pair)), "2205")

    def test_a_signature_that_is_cut(self):
        pair = signature()
        self.assert_refused(self.post(self.body(**{**pair, "signature": pair["signature"][:-1]})), "2205")


class AcceptedRequests(RequestsTest):
    def assert_approved(self, reply):
        self.assertEqual(reply.status_code, 200)
        self.assert_done(reply.json(), "0810", success=True)
        self.assert_signed_now(reply.json())
        self.assertEqual(reply.headers["Content-Type"].split(";")[0], "application/json")

    def test_any_content_type_and_none(self):
        # The provider's PHP SDK sends none.
        for headers in [{}, {"Content-Type": "text/plain"}, {"Content-Type": "application/json; charset=utf-8"}]:
            with self.subTest(headers=headers):
                self.assert_approved(self.post(self.body(), headers))

    def test_the_timestamps_of_all_sdks(self):
        for timestamp in [
            "2026-01-02T03:04:05.678901+00:00",
            "2026-01-02T03:04:05.678Z",
            "2026-01-02T03:04:05.678901234Z",
            "2026-01-02T03:04:05+00:00",
            "2026-01-02 03:04:05 +0100",
        ]:
            with self.subTest(timestamp):
                self.assert_approved(self.post(self.body(**signature(timestamp))))

    def test_a_signature_serves_more_than_once(self):
        # The SDKs poll with one pair.
        body = self.body()
        for _ in range(3):
            self.assert_approved(self.post(body))

    def test_members_that_nobody_knows(self):
        self.assert_approved(self.post(self.body(source_sdk="ruby", source_sdk_version="2.3.1", later={"x": [1]})))

    def test_more_slashes_than_needed(self):
        url = self.server.replace("/v1", "//v1//") + "/job_status"
        self.assert_approved(requests.post(url, json=self.body(), timeout=30))
