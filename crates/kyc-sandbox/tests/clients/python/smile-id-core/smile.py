"""What the tests of this SDK share."""

import datetime
import re

from sandbox import API_KEY, PARTNER_ID, SandboxTest
from smile_id_core import ServerError, Signature, Utilities, WebApi

EVERYTHING = {"return_job_status": True, "return_history": True, "return_images": True, "use_enrolled_image": True}
NOTHING = {"return_job_status": False, "return_history": False, "return_images": False, "use_enrolled_image": False}

# 1 by 1 pixel.
IMAGE_BASE64 = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class SmileTest(SandboxTest):
    def setUp(self):
        super().setUp()
        self.server = self.sandbox.ready["smileid_server"]

    def utilities(self, *, partner_id=PARTNER_ID, api_key=API_KEY, server=None):
        return Utilities(partner_id, api_key, server or self.server)

    def status(self, job_id, options=NOTHING, *, user_id="invented-user", job_type=1, **account):
        params = {"user_id": user_id, "job_id": job_id, "job_type": job_type}
        return self.utilities(**account).get_job_status(params, options)

    def refused(self, *arguments, **keywords):
        with self.assertRaises(ServerError) as raised:
            self.status(*arguments, **keywords)
        return str(raised.exception)

    def prepare_upload(self, partner_params, *, callback_url="", **more):
        """The SDK's first step of a submission, alone."""
        return WebApi.execute_http(
            f"{self.server}/upload",
            {
                "file_name": "selfie.zip",
                "smile_client_id": PARTNER_ID,
                "partner_params": partner_params,
                "model_parameters": {},
                "callback_url": callback_url,
                "use_enrolled_image": False,
                **signature(),
                **more,
            },
        )

    def assert_no_zip(self, answer):
        self.assertIs(answer["job_complete"], False)
        self.assertIs(answer["job_success"], False)
        self.assertEqual(answer["code"], "2314")
        self.assertEqual(answer["result"], "No zip uploaded yet")

    def assert_looked_up_only(self, answer):
        """Between the zip and the verdict."""
        self.assertIs(answer["job_complete"], False)
        self.assertIs(answer["job_success"], False)
        self.assertEqual(answer["code"], "2302")
        self.assertEqual(answer["result"]["ResultCode"], "1012")

    def assert_done(self, answer, result_code, *, success):
        self.assertIs(answer["job_complete"], True)
        self.assertIs(answer["job_success"], success)
        self.assertEqual(answer["code"], "2302")
        self.assertEqual(answer["result"]["ResultCode"], result_code)

    def assert_signed(self, answer):
        self.assertTrue(Signature(PARTNER_ID, API_KEY).confirm_signature(answer["timestamp"], answer["signature"]))
        self.assertRegex(answer["timestamp"], r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")

    def assert_signed_now(self, answer):
        self.assert_signed(answer)
        self.assertLess(age(answer), datetime.timedelta(minutes=1))


def signature(timestamp=None, *, partner_id=PARTNER_ID, api_key=API_KEY):
    return Signature(partner_id, api_key).generate_signature(timestamp)


def age(answer):
    signed = datetime.datetime.fromisoformat(re.sub("Z$", "+00:00", answer["timestamp"]))
    return abs(datetime.datetime.now(datetime.timezone.utc) - signed)
