"""WebApi.submit_job: upload, zip, polling, and the steps of it that may fail."""

import tempfile
from base64 import b64decode
from pathlib import Path

import requests
from sandbox import API_KEY, PARTNER_ID
from smile import EVERYTHING, IMAGE_BASE64, SmileTest, signature
from smile_id_core import ServerError, WebApi
from smile_id_core.image_upload import generate_zip_file

ID_INFO = {
    "first_name": "Matilda",
    "last_name": "Invented",
    "country": "NG",
    "id_type": "NIN_SLIP",
    "id_number": "00000000000",
    "dob": "1985-03-04",
    "entered": True,
}
POLLED = {**EVERYTHING, "use_enrolled_image": False}


SELFIE = {"image_type_id": 2, "image": IMAGE_BASE64}
CARD = {"image_type_id": 3, "image": IMAGE_BASE64}


def params(job_id, job_type=1, **extra):
    """Each job has a user of its own, because a history is a user's."""
    return {"user_id": f"user-of-{job_id}", "job_id": job_id, "job_type": job_type, **extra}


def zip_of(partner_params, images=(SELFIE, CARD)):
    """The SDK's second step, alone."""
    return generate_zip_file(
        partner_id=PARTNER_ID,
        callback_url="",
        upload_url="",
        partner_params=partner_params,
        image_params=list(images),
        id_info_params=ID_INFO,
        signature_params=signature(),
    )


class SubmitTest(SmileTest):
    def web_api(self, callback_url="", **account):
        account = {"partner_id": PARTNER_ID, "api_key": API_KEY, **account}
        return WebApi(account["partner_id"], callback_url, account["api_key"], self.server)

    def upload(self, partner_params):
        reply = self.prepare_upload(partner_params)
        self.assertEqual(reply.status_code, 200)
        return reply.json()

    def put(self, partner_params, content):
        """Both steps; returns what the first one answered."""
        step = self.upload(partner_params)
        self.assertEqual(WebApi.upload(step["upload_url"], content).status_code, 200)
        return step

    def status_of(self, partner_params, **more):
        job = {name: partner_params[name] for name in ["job_id", "user_id", "job_type"]}
        return self.status(**job, **more)


class Submitting(SubmitTest):
    # Long enough for the SDK to ask more than once.
    settle_after = 3

    def assert_enrolled(self, answer, job_id):
        self.assert_done(answer, "0810", success=True)
        self.assert_signed_now(answer)
        self.assertEqual([entry["ResultCode"] for entry in answer["history"]], ["0810", "1012"])
        self.assertIn("selfie_image", answer["image_links"])
        returned = answer["result"]["PartnerParams"]
        self.assertEqual(returned["user_id"], f"user-of-{job_id}")
        self.assertEqual(returned["job_id"], job_id)
        self.assertEqual(str(returned["job_type"]), "1")
        # Whatever else the partner sent comes back.
        self.assertEqual(returned["branch"], "invented branch")

    def test_image_files(self):
        with tempfile.TemporaryDirectory() as directory:
            selfie, card = Path(directory, "selfie.png"), Path(directory, "card.png")
            for file in [selfie, card]:
                file.write_bytes(b64decode(IMAGE_BASE64))
            images = [
                {"image_type_id": 0, "file_name": str(selfie)},
                {"image_type_id": 1, "file_name": str(card)},
            ]
            answer = self.web_api().submit_job(params("files", branch="invented branch"), images, ID_INFO, POLLED)
        self.assert_enrolled(answer, "files")

    def test_base64_images(self):
        images = [
            {"image_type_id": 2, "image": IMAGE_BASE64},
            {"image_type_id": 6, "image": IMAGE_BASE64},
        ]
        answer = self.web_api().submit_job(params("base64", branch="invented branch"), images, ID_INFO, POLLED)
        self.assert_enrolled(answer, "base64")

    def test_the_key_belongs_to_the_server(self):
        images = [{"image_type_id": 2, "image": IMAGE_BASE64}]
        for account in [{"api_key": "fake-api-key-of-another-account"}, {"partner_id": "999"}]:
            with self.subTest(account), self.assertRaises(ServerError) as raised:
                self.web_api(**account).submit_job(params("refused"), images, ID_INFO, POLLED)
            refusal = str(raised.exception)
            beginning = f"Failed to post entity to {self.server}/upload, status=400, response="
            self.assertTrue(refusal.startswith(beginning), refusal)
            self.assertIn("'code': '2205'", refusal)


class Steps(SubmitTest):
    def test_what_the_first_step_answers(self):
        answer = self.upload(params("first-step"))
        self.assertEqual(answer["code"], "2202")
        self.assertRegex(answer["smile_job_id"], r"\A\d{10}\Z")
        self.assertIn(answer["smile_job_id"], answer["ref_id"])
        self.assertTrue(answer["upload_url"].startswith(self.server.removesuffix("/v1") + "/"), answer["upload_url"])

    def test_without_the_zip_nothing_happens(self):
        submitted = params("no-put")
        self.upload(submitted)
        self.assert_no_zip(self.status_of(submitted))
        self.settle()
        answer = self.status_of(submitted, options=EVERYTHING)
        self.assert_no_zip(answer)
        self.assert_signed_now(answer)

    def test_a_job_belongs_to_its_user(self):
        submitted = params("of-one-user")
        self.put(submitted, zip_of(submitted))
        self.settle()
        self.assert_done(self.status_of(submitted), "0810", success=True)
        self.assert_no_zip(self.status("of-one-user", user_id="another-user"))

    def test_the_history_holds_all_jobs_of_the_user(self):
        first, second = params("first"), {**params("second"), "user_id": "user-of-first"}
        for submitted in [first, second]:
            self.put(submitted, zip_of(submitted))
        self.settle()
        history = self.status_of(second, options=EVERYTHING)["history"]
        jobs = sorted((entry["PartnerParams"]["job_id"], entry["ResultCode"]) for entry in history)
        self.assertEqual(jobs, [("first", "0810"), ("first", "1012"), ("second", "0810"), ("second", "1012")])

    def test_a_zip_of_no_use(self):
        whole = zip_of(params("damaged"))
        # Within the compressed info.json, which comes first.
        damaged = whole[:100] + bytes([whole[100] ^ 0xFF]) + whole[101:]
        uploads = {
            "text": b"no zip at all",
            "cut": zip_of(params("cut"))[:-30],
            "damaged": damaged,
            "of-another-job": zip_of(params("another-job")),
            "without-selfie": zip_of(params("without-selfie"), [CARD]),
        }
        for job, content in uploads.items():
            self.put(params(job), content)
        self.settle()
        for job in uploads:
            with self.subTest(job):
                self.assert_done(self.status_of(params(job)), "0903", success=False)

    def test_a_put_without_a_length(self):
        submitted = params("chunked")
        url = self.upload(submitted)["upload_url"]
        # The length is not known ahead, so this is sent in chunks.
        content = iter([zip_of(submitted)])
        reply = requests.put(url, data=content, headers={"Content-Type": "application/zip"}, timeout=30)
        self.assertEqual(reply.status_code, 403)
        self.settle()
        self.assert_no_zip(self.status_of(submitted))

    def test_a_job_is_submitted_once(self):
        submitted = params("once")
        # Without a zip there is no job yet.
        self.upload(submitted)
        self.put(submitted, zip_of(submitted))
        reply = self.prepare_upload(submitted)
        self.assertEqual(reply.status_code, 400)
        self.assertEqual(reply.json()["code"], "2215")

    def test_what_the_first_step_refuses(self):
        whole = params("refused")
        without_job = {name: value for name, value in whole.items() if name != "job_id"}
        for partner_params, change, code in [
            (whole, {"signature": signature("2026-01-02T03:04:05.678Z")["signature"]}, "2205"),
            (whole, {"smile_client_id": "999"}, "2205"),
            (without_job, {}, "2213"),
        ]:
            with self.subTest(code, change=change):
                reply = self.prepare_upload(partner_params, **change)
                self.assertEqual(reply.status_code, 400)
                self.assertEqual(reply.json()["code"], code)


class HalfWay(SubmitTest):
    # So long that the state between zip and verdict is seen on a busy machine too.
    settle_after = 4

    def test_from_zip_to_verdict(self):
        submitted = params("step-by-step")
        step = self.upload(submitted)
        self.assert_no_zip(self.status_of(submitted))
        self.assertEqual(WebApi.upload(step["upload_url"], zip_of(submitted)).status_code, 200)
        self.assert_looked_up_only(self.status_of(submitted))
        self.settle()
        answer = self.status_of(submitted)
        self.assert_done(answer, "0810", success=True)
        self.assertEqual(answer["result"]["SmileJobID"], step["smile_job_id"])


class Verdicts(SubmitTest):
    def verdicts(self, submitted):
        for partner_params in submitted:
            self.put(partner_params, zip_of(partner_params))
        self.settle()
        for partner_params in submitted:
            yield self.status_of(partner_params)

    def test_approved_for_the_type_of_job(self):
        expected = {2: "0820", 4: "0840", 6: "0810", 11: "0810"}
        submitted = [params(f"type-{job_type}", job_type) for job_type in expected]
        for answer, (job_type, code) in zip(self.verdicts(submitted), expected.items(), strict=True):
            with self.subTest(job_type=job_type):
                self.assert_done(answer, code, success=True)
                self.assertEqual(str(answer["result"]["PartnerParams"]["job_type"]), str(job_type))

    def test_the_verdict_that_was_ordered(self):
        expected = {"0": ("0810", True), "1": ("0811", False), "2": ("0812", False)}
        submitted = [params(f"ordered-{order}", sandbox_result=order) for order in expected]
        for answer, (code, success) in zip(self.verdicts(submitted), expected.values(), strict=True):
            with self.subTest(code):
                self.assert_done(answer, code, success=success)

    def test_the_verdict_that_the_job_id_names(self):
        (answer,) = self.verdicts([params("spoof.submitted")])
        self.assert_done(answer, "0813", success=False)
