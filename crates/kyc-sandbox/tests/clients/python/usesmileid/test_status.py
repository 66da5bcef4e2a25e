"""Tokens and states of the third version of the API, over TLS."""

import ssl
import time

import httpx
import usesmileid
from sandbox import API_KEY, PARTNER_ID, SandboxTest
from usesmileid import errors
from usesmileid.client.auth import decode_jwt_exp

# A well-formed id that nobody has used.
UNKNOWN = "job_01hzxw3k5q7r9t2v4x6y8z0a1b"


def job_id(scenario):
    """The TypeID that names the scenario."""
    name = scenario.translate(str.maketrans("oilu", "011v", "-"))
    return "job_0" + name.ljust(25, "z")


class ThirdVersion(SandboxTest):
    tls = True

    def setUp(self):
        super().setUp()
        self.origin = self.sandbox.ready["smileid_server"].removesuffix("/v1")
        trust = ssl.create_default_context(cafile=self.sandbox.ca)
        self.http = self.enterContext(httpx.Client(verify=trust, timeout=10, trust_env=False))

    def client(self, *, partner_id=PARTNER_ID.lstrip("0"), api_key=API_KEY, **more):
        return usesmileid.Client(
            partner_id=partner_id, api_key=api_key, base_url=self.origin, http_client=self.http, **more
        )

    def token(self, *, partner_id=PARTNER_ID.lstrip("0"), **body):
        headers = {"smileid-partner-id": partner_id, "smileid-api-key": API_KEY}
        return self.http.post(f"{self.origin}/v3/token", headers=headers, **body)

    def status(self, scenario):
        return self.client().verifications.retrieve(job_id(scenario))


class States(ThirdVersion):
    def test_verdicts(self):
        for scenario in ["clear", "attention", "block", "error"]:
            with self.subTest(scenario):
                status = self.status(scenario)
                self.assertEqual(status.status, scenario)
                self.assertTrue(status.is_complete)
                self.assertEqual(status.job_id, job_id(scenario))
                self.assertRegex(status.user_id, r"\Auser_[0-7][0-9a-hjkmnp-tv-z]{25}\Z")
                self.assertEqual(status.message, "Job completed")

    def test_processing(self):
        self.status("processing")
        self.settle()
        status = self.status("processing")
        self.assertEqual(status.status, "processing")
        self.assertTrue(status.is_processing)
        self.assertEqual(status.message, "Job is still processing")

    def test_processing_until_the_client_has_waited(self):
        job = job_id("processing-then-clear")
        verifications = self.client().verifications
        self.assertEqual(verifications.retrieve(job).status, "processing")
        waited = verifications.wait_until_complete(job, interval=0.2, timeout=20)
        self.assertEqual(waited.status, "clear")
        self.assertEqual(waited.job_id, job)

    def test_the_client_gives_up_on_what_is_never_done(self):
        with self.assertRaises(errors.TimeoutError):
            self.client().verifications.wait_until_complete(job_id("processing"), interval=0.2, timeout=1)

    def test_not_found(self):
        status = self.client().verifications.retrieve(UNKNOWN)
        self.assertEqual(status.status, "not_found")
        self.assertTrue(status.is_not_found)
        self.assertEqual(status.user_id, "unknown")
        self.assertEqual(status.message, "Job not found")

    def test_an_id_that_is_none(self):
        for job in ["no-such-scenario", "job_clear", UNKNOWN.upper(), UNKNOWN.replace("1h", "1u"), "user_" + UNKNOWN[4:]]:
            with self.subTest(job), self.assertRaises(errors.InvalidRequestError) as raised:
                self.client().verifications.retrieve(job)
            self.assertEqual(raised.exception.status_code, 400)
            self.assertEqual(raised.exception.status, "Bad Request")
            self.assertIn("TypeID", raised.exception.message)


class Credentials(ThirdVersion):
    def test_another_key_or_another_partner(self):
        for account in [{"api_key": "fake-api-key-of-another-account"}, {"partner_id": "999"}]:
            with self.subTest(account), self.assertRaises(errors.AuthenticationError) as raised:
                self.client(**account).verifications.retrieve(job_id("clear"))
            self.assertEqual(raised.exception.status_code, 401)
            self.assertEqual(raised.exception.message, "Invalid authentication credentials.")

    def test_a_token_lasts_a_quarter_of_an_hour(self):
        reply = self.token()
        self.assertEqual(reply.status_code, 200)
        token = reply.json()["token"]
        self.assertEqual(token.count("."), 2)
        self.assertAlmostEqual(decode_jwt_exp(token) - time.time(), 15 * 60, delta=60)

    def test_the_client_keeps_its_token(self):
        asked = []
        self.http.event_hooks["request"].append(lambda request: asked.append(request.url.path))
        verifications = self.client().verifications
        for scenario in ["clear", "block"]:
            verifications.retrieve(job_id(scenario))
        paths = ["/v3/token", f"/v3/status/{job_id('clear')}", f"/v3/status/{job_id('block')}"]
        self.assertEqual(asked, paths)

    def test_the_body_of_a_token_request(self):
        # Nothing, or a form of several parts.
        self.assertEqual(self.token(files={"user_id": (None, b"invented-user")}).status_code, 200)
        for refused in [{"json": {}}, {"data": {"user_id": "invented-user"}}]:
            with self.subTest(refused):
                reply = self.token(**refused)
                self.assertEqual(reply.status_code, 415)
                self.assertEqual(
                    reply.json()["message"], "Unsupported Media Type. Required Content-Type is multipart/form-data"
                )

    def test_a_partner_id_with_leading_zeros(self):
        reply = self.token(partner_id=PARTNER_ID)
        self.assertEqual(reply.status_code, 401)

    def test_a_status_needs_a_token_of_this_server(self):
        token = self.token().json()["token"]
        forged = token[: token.rindex(".")] + ".bm90LXRoZS1zaWduYXR1cmU"
        url = f"{self.origin}/v3/status/{job_id('clear')}"
        for headers in [{}, {"SmileID-Token": ""}, {"SmileID-Token": "no-token"}, {"SmileID-Token": forged}]:
            with self.subTest(headers=headers):
                reply = self.http.get(url, headers=headers)
                self.assertEqual(reply.status_code, 401)
                self.assertEqual(reply.json()["message"], "Invalid authentication credentials.")
        self.assertEqual(self.http.get(url, headers={"SmileID-Token": token}).status_code, 200)


class Bodies(ThirdVersion):
    """The members that the client does not hand out."""

    def test_status_codes_and_the_time_of_the_answer(self):
        token = self.token().json()["token"]
        for job, code in {job_id("clear"): 200, job_id("processing"): 202, UNKNOWN: 404}.items():
            with self.subTest(job):
                reply = self.http.get(f"{self.origin}/v3/status/{job}", headers={"SmileID-Token": token})
                self.assertEqual(reply.status_code, code)
                body = reply.json()
                self.assertRegex(body["created_at"], r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")
                # No V3 status is signed.
                self.assertNotIn("signature", body)
