"""Every result that a job id can name, as the SDK hands it out."""

import datetime
from urllib.parse import urlsplit

from smile import EVERYTHING, NOTHING, SmileTest, age
from smile_id_core import ServerError


class Results(SmileTest):
    def test_results_by_scenario(self):
        for scenario, code, success, final in [
            ("approved", "0810", True, "true"),
            ("rejected", "0811", False, "true"),
            ("provisional", "0812", False, "false"),
            ("spoof", "0813", False, "true"),
            ("issuer-unavailable", "0908", False, "true"),
        ]:
            with self.subTest(scenario):
                answer = self.status(scenario)
                self.assert_done(answer, code, success=success)
                self.assertEqual(answer["result"]["IsFinalResult"], final)
                self.assert_signed_now(answer)

    def test_a_code_of_no_table(self):
        answer = self.status("unknown-code")
        self.assertIs(answer["job_complete"], True)
        self.assertEqual(answer["code"], "2302")
        self.assertEqual(answer["result"]["ResultCode"], "0899")

    def test_the_result_is_about_the_job_that_was_asked_for(self):
        answer = self.status("approved.17", user_id="invented-user-17")
        params = answer["result"]["PartnerParams"]
        self.assertEqual(params["user_id"], "invented-user-17")
        self.assertEqual(params["job_id"], "approved.17")
        self.assertEqual(str(params["job_type"]), "1")
        self.assertRegex(answer["result"]["SmileJobID"], r"\A\d{10}\Z")

    def test_other_person(self):
        answer = self.status("other-person", user_id="invented-user")
        self.assert_done(answer, "0810", success=True)
        params = answer["result"]["PartnerParams"]
        self.assertTrue(params["user_id"])
        self.assertNotEqual(params["user_id"], "invented-user")
        self.assertEqual(params["job_id"], "other-person")

    def test_pending_stays_pending(self):
        job = self.fresh("pending")
        self.assert_looked_up_only(self.status(job))
        self.settle()
        self.assert_looked_up_only(self.status(job))

    def test_pending_then_a_verdict(self):
        jobs = {
            self.fresh("pending-then-approved"): ("0810", True),
            self.fresh("pending-then-rejected"): ("0811", False),
        }
        for job in jobs:
            self.assert_looked_up_only(self.status(job))
        self.settle()
        for job, (code, success) in jobs.items():
            with self.subTest(job):
                answer = self.status(job)
                self.assert_done(answer, code, success=success)
                self.assertEqual(answer["result"]["PartnerParams"]["job_id"], job)

    def test_the_wait_begins_with_the_first_question_about_that_job(self):
        early, late = self.fresh("pending-then-approved"), self.fresh("pending-then-approved")
        self.status(early)
        self.settle()
        self.assert_looked_up_only(self.status(late))
        self.assert_done(self.status(early), "0810", success=True)

    def test_without_a_zip_and_without_a_scenario(self):
        for job in ["no-zip", self.fresh("no-zip"), "never-heard-of"]:
            with self.subTest(job):
                answer = self.status(job)
                self.assert_no_zip(answer)
                self.assert_signed_now(answer)


class Options(SmileTest):
    def test_history_and_images_are_given_to_whoever_asks_for_them(self):
        # A history is a user's, so nobody else asks for this one.
        answer = self.status("approved", EVERYTHING, user_id="user-with-history")
        history = answer["history"]
        self.assertEqual([entry["ResultCode"] for entry in history], ["0810", "1012"])
        for entry in history:
            self.assertEqual(entry["PartnerParams"]["user_id"], "user-with-history")
            self.assertEqual(entry["PartnerParams"]["job_id"], "approved")
        self.assertEqual(history[0]["SmileJobID"], answer["result"]["SmileJobID"])
        selfie = urlsplit(answer["image_links"]["selfie_image"])
        self.assertIn(selfie.scheme, ["http", "https"])
        self.assertTrue(selfie.netloc)

    def test_each_alone(self):
        answer = self.status("approved", {**NOTHING, "return_history": True}, user_id="user-with-history-alone")
        self.assertEqual(len(answer["history"]), 2)
        self.assertNotIn("image_links", answer)
        answer = self.status("approved", {**NOTHING, "return_images": True})
        self.assertIn("selfie_image", answer["image_links"])
        self.assertNotIn("history", answer)

    def test_nobody_else_gets_them(self):
        # The SDK takes no options at all for its defaults, which are without both.
        for options in [NOTHING, {**NOTHING, "return_job_status": True, "use_enrolled_image": True}, {}, None]:
            with self.subTest(options=options):
                answer = self.status("approved", options)
                self.assert_done(answer, "0810", success=True)
                self.assertNotIn("history", answer)
                self.assertNotIn("image_links", answer)


class Signatures(SmileTest):
    def test_an_altered_signature_is_refused_by_the_sdk(self):
        for options in [NOTHING, EVERYTHING]:
            with self.subTest(options=options), self.assertRaises(ServerError) as raised:
                self.status("bad-signature", options)
            self.assertEqual(str(raised.exception), "Unable to confirm validity of the job_status response")

    def test_an_old_pair_is_taken_by_the_sdk(self):
        answer = self.status("replayed")
        self.assert_done(answer, "0810", success=True)
        self.assert_signed(answer)
        self.assertGreater(age(answer), datetime.timedelta(hours=1))


class Address(SmileTest):
    def test_a_slash_at_the_end_of_the_address(self):
        self.assert_done(self.status("approved", server=f"{self.server}/"), "0810", success=True)

    def test_the_key_belongs_to_the_server(self):
        refusal = self.refused("approved", api_key="fake-api-key-of-another-account")
        beginning = f"Failed to post entity to {self.server}/job_status, response=400:Bad Request - "
        self.assertTrue(refusal.startswith(beginning), refusal)
        self.assertIn("'code': '2205'", refusal)

    def test_no_other_partner(self):
        # Without its leading zero it is another partner's id.
        for partner_id in ["999", "85"]:
            with self.subTest(partner_id):
                refusal = self.refused("approved", partner_id=partner_id)
                self.assertIn("response=400:Bad Request", refusal)
                self.assertIn("'code': '2205'", refusal)
