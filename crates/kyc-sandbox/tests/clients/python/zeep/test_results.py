"""getVerificationResult through both services, by scenario."""

import datetime

from greenid import ACCOUNTS, OUTCOMES, GreenidTest

# The published states of a check.
STATES = {
    "VERIFIED",
    "VERIFIED_ADMIN",
    "VERIFIED_WITH_CHANGES",
    "PASSED",
    "FAILED",
    "AUTOFAIL",
    "IN_PROGRESS",
    "PENDING",
    "LOCKED_OUT",
    "NOT_FOUND_ON_LIST",
    "FOUND_ON_LIST",
    "ERROR",
    "EMPTY",
}


class Results(GreenidTest):
    def test_outcomes_of_both_services(self):
        for service in ACCOUNTS:
            for scenario, outcome in OUTCOMES.items():
                with self.subTest(scenario, service=service):
                    user_id = self.fresh(scenario)
                    result = self.result(user_id, service=service)
                    self.assertEqual(result.outcome, outcome)
                    self.assertEqual(result.userId, user_id)
                    self.assertEqual(result.ruleId, "default")
                    self.assertTrue(result.transactionId)
                    self.assertIsNone(result.mode)

    def test_checks_and_their_fields(self):
        result = self.result("verified")
        self.assertTrue(result.individualResults)
        verified = [check for check in result.individualResults if check.state == "VERIFIED"]
        self.assertTrue(verified)
        for check in result.individualResults:
            self.assertTrue(check.name)
            self.assertIn(check.state, STATES)
            self.assertIsNone(check.postOfficeData)
        fields = {field.name: field for check in verified for field in check.fieldResults}
        for name in ["givenName", "surname"]:
            self.assertTrue(fields[name].data)
            self.assertTrue(fields[name].status)

    def test_dates_are_times_with_an_offset(self):
        result = self.result("verified")
        dates = [result.dateVerified, *(check.dateVerified for check in result.individualResults if check.dateVerified)]
        self.assertGreater(len(dates), 1)
        for date in dates:
            self.assertIsInstance(date, datetime.datetime)
            # Eastern Australia, in winter or in summer.
            self.assertIn(date.utcoffset(), [datetime.timedelta(hours=10), datetime.timedelta(hours=11)])

    def test_what_is_not_verified_has_no_date(self):
        for scenario in ["in-progress", "locked-out"]:
            with self.subTest(scenario):
                self.assertIsNone(self.result(scenario).dateVerified)

    def test_in_progress_then_verified(self):
        early, late = self.fresh("in-progress-then-verified"), self.fresh("in-progress-then-verified")
        self.assertEqual(self.result(early).outcome, "IN_PROGRESS")
        self.settle()
        self.assertEqual(self.result(late).outcome, "IN_PROGRESS")
        settled = self.result(early)
        self.assertEqual(settled.outcome, "VERIFIED")
        self.assertEqual(settled.userId, early)

    def test_a_watch_list_hit(self):
        states = [check.state for check in self.result("watchlist-hit").individualResults]
        self.assertTrue({"FOUND_ON_LIST", "FAILED"} & set(states), states)

    def test_states_of_no_table(self):
        states = [check.state for check in self.result("unknown-states").individualResults]
        self.assertTrue(set(states) - STATES, states)

    def test_a_nil_check_among_others(self):
        checks = self.result("nil-items").individualResults
        # This client makes an object without any value of a nil one.
        nil = [check for check in checks if check is None or (check.name is None and check.state is None)]
        self.assertEqual(len(nil), 1)
        self.assertGreater(len(checks), 1)

    def test_other_person(self):
        result = self.result("other-person")
        self.assertTrue(result.userId)
        self.assertNotEqual(result.userId, "other-person")

    def test_post_office_data_keeps_its_padding(self):
        result = self.result("post-office")
        self.assertEqual(result.mode, "POSTOFFICE")
        (check,) = [check for check in result.individualResults if check.name == "PostOffice"]
        self.assertEqual(check.mode, "POSTOFFICE")
        data = check.postOfficeData
        header = data.header
        self.assertIsInstance(header.id, int)
        # Fixed widths of the Post Office's file.
        self.assertEqual((len(header.givenName), header.givenName[-1]), (16, " "))
        self.assertEqual((len(header.surname), header.surname[-1]), (20, " "))
        self.assertRegex(header.dateOfBirth, r"\A\d{8}\Z")
        self.assertEqual((header.recordNo, header.recordType), ("1", "5"))
        # Spelled as on the wire, not as in the documentation.
        self.assertEqual(int(header.totalNumberOfIdDocuments), len(data.records))
        self.assertTrue(header.uniqueReferenceNo)
        self.assertTrue(data.documents)
        self.assertTrue(data.poFileName)
        for record in data.records:
            self.assertIsInstance(record.id, int)
            self.assertTrue(record.documentName)
            self.assertEqual(record.nameMatchesform, "Y")
        passport, bill = data.records
        flags = (passport.photoMatch, passport.dateOfBirthMatchesForm, passport.residentialAddressMatchesForm)
        self.assertEqual(flags, ("Y", "Y", "X"))
        # A bill has no photo and no date of birth to compare.
        flags = (bill.photoMatch, bill.dateOfBirthMatchesForm, bill.residentialAddressMatchesForm)
        self.assertEqual(flags, ("X", "X", "Y"))
