"""IdApi.submit_job: a look-up that is answered at once."""

from sandbox import API_KEY, PARTNER_ID
from smile import SmileTest
from smile_id_core import IdApi, ServerError


class EnhancedKyc(SmileTest):
    def look_up(self, id_number="00000000000", *, job_id=None, partner_id=PARTNER_ID, api_key=API_KEY, **extra):
        params = {"user_id": "invented-user", "job_id": job_id or self.fresh("look-up"), "job_type": 5, **extra}
        id_info = {"country": "NG", "id_type": "NIN_SLIP", "id_number": id_number, "entered": True}
        return IdApi(partner_id, api_key, self.server).submit_job(params, id_info)

    def test_by_the_last_digit(self):
        for digit, code in {"0": "1012", "1": "1013", "2": "1014", "3": "1015"}.items():
            with self.subTest(digit):
                answer = self.look_up(f"0000000000{digit}")
                self.assertEqual(answer["ResultCode"], code)
                # The SDK does not look at this one.
                self.assert_signed_now(answer)

    def test_what_it_is_about(self):
        answer = self.look_up(job_id="look-up-a", branch="invented branch")
        params = answer["PartnerParams"]
        self.assertEqual(params["user_id"], "invented-user")
        self.assertEqual(params["job_id"], "look-up-a")
        self.assertEqual(str(params["job_type"]), "5")
        self.assertEqual(params["branch"], "invented branch")
        self.assertRegex(answer["SmileJobID"], r"\A\d{10}\Z")
        self.assertEqual(answer["IDNumber"], "00000000000")

    def test_the_same_by_job_status(self):
        answers = {digit: self.look_up(f"0000000000{digit}", job_id=f"again-{digit}") for digit in "01"}
        for digit, success in {"0": True, "1": False}.items():
            with self.subTest(digit):
                status = self.status(f"again-{digit}", job_type=5)
                self.assert_done(status, answers[digit]["ResultCode"], success=success)
                self.assertEqual(status["result"]["SmileJobID"], answers[digit]["SmileJobID"])
                self.assertEqual(str(status["result"]["PartnerParams"]["job_type"]), "5")

    def test_the_key_belongs_to_the_server(self):
        for account in [{"api_key": "fake-api-key-of-another-account"}, {"partner_id": "999"}]:
            with self.subTest(account), self.assertRaises(ServerError) as raised:
                self.look_up(**account)
            refusal = str(raised.exception)
            self.assertTrue(
                refusal.startswith(f"Failed to post entity to {self.server}/id_verification, status=400, response="),
                refusal,
            )
            # Look-ups number their errors from 2400.
            self.assertIn("'code': '2405'", refusal)
