"""What the server posts to the callback URL of a submitted job."""

from callbacks import Callbacks
from sandbox import API_KEY, PARTNER_ID
from smile import IMAGE_BASE64, NOTHING, SmileTest, signature
from smile_id_core import WebApi


class CallbacksTest(SmileTest):
    def submit(self, callback_url, **partner_params):
        job_id = self.fresh("submitted")
        partner_params = {"user_id": "invented-user", "job_id": job_id, "job_type": 1, **partner_params}
        images = [{"image_type_id": 2, "image": IMAGE_BASE64}]
        id_info = {"country": "NG", "id_type": "NIN_SLIP", "id_number": "00000000000"}
        api = WebApi(PARTNER_ID, callback_url, API_KEY, self.server)
        returned = api.submit_job(partner_params, images, id_info, NOTHING)
        self.assertIs(returned["success"], True)
        return job_id, returned["smile_job_id"]

    def assert_about(self, callback, job_id, smile_job_id):
        self.assert_signed_now(callback)
        self.assertEqual(callback["SmileJobID"], smile_job_id)
        self.assertEqual(callback["PartnerParams"]["user_id"], "invented-user")
        self.assertEqual(callback["PartnerParams"]["job_id"], job_id)
        # A callback is a bare result: it has nothing of the wrapper of a job status.
        for member in ["job_complete", "job_success", "code", "result"]:
            self.assertNotIn(member, callback)

    def test_the_look_up_and_the_verdict(self):
        with Callbacks() as callbacks:
            about = self.submit(callbacks.url)
            taken = callbacks.take(2)
        self.assertEqual(sorted(callback["ResultCode"] for callback in taken), ["0810", "1012"])
        for callback in taken:
            self.assert_about(callback, *about)

    def test_a_refusal(self):
        with Callbacks() as callbacks:
            about = self.submit(callbacks.url, sandbox_result="1")
            taken = callbacks.take(2)
        self.assertEqual(sorted(callback["ResultCode"] for callback in taken), ["0811", "1012"])
        for callback in taken:
            self.assert_about(callback, *about)

    def test_a_job_without_a_look_up_has_one(self):
        with Callbacks() as callbacks:
            about = self.submit(callbacks.url, job_type=4)
            taken = callbacks.take(1)
        self.assertEqual([callback["ResultCode"] for callback in taken], ["0840"])
        self.assert_about(taken[0], *about)

    def test_nothing_before_the_zip(self):
        with Callbacks() as callbacks:
            params = {"user_id": "invented-user", "job_id": self.fresh("submitted"), "job_type": 1}
            self.prepare_upload(params, callback_url=callbacks.url)
            taken = callbacks.take(1, within=self.settle_after + 1)
        self.assertEqual(taken, [])

    def test_an_asynchronous_look_up(self):
        params = {"user_id": "invented-user", "job_id": self.fresh("submitted"), "job_type": 5}
        with Callbacks() as callbacks:
            reply = WebApi.execute_http(
                f"{self.server}/async_id_verification",
                {
                    "partner_id": PARTNER_ID,
                    "partner_params": params,
                    "country": "NG",
                    "id_type": "NIN_SLIP",
                    "id_number": "00000000001",
                    "callback_url": callbacks.url,
                    **signature(),
                },
            )
            self.assertEqual(reply.status_code, 200)
            self.assertEqual(reply.json(), {"success": True})
            (taken,) = callbacks.take(1)
        self.assert_signed_now(taken)
        self.assertEqual(taken["ResultCode"], "1013")
        self.assertEqual(taken["PartnerParams"]["job_id"], params["job_id"])
        self.assert_done(self.status(params["job_id"], job_type=5), "1013", success=False)
