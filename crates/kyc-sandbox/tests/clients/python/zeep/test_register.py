"""registerUser and isUserIdRegistered through both services."""

from greenid import ACCOUNTS, GreenidTest


class Registering(GreenidTest):
    def test_everything_through_both_services(self):
        for service in ACCOUNTS:
            with self.subTest(service):
                user_id = self.fresh("invented-user")
                self.assertIs(self.is_registered(user_id, service=service), False)
                registered = self.register(user_id, service=service)
                self.assertEqual(registered.userId, user_id)
                self.assertEqual(registered.ruleId, "default")
                self.assertTrue(registered.individualResults)
                self.assertIs(self.is_registered(user_id, service=service), True)
                asked = self.result(user_id, service=service)
                self.assertEqual(asked.userId, user_id)
                self.assertEqual(asked.outcome, registered.outcome)

    def test_both_services_have_the_same_users(self):
        user_id = self.fresh("invented-user")
        self.register(user_id, service="greenid_endpoint")
        self.assertIs(self.is_registered(user_id, service="greenid_password_endpoint"), True)

    def test_an_id_that_names_a_scenario(self):
        for scenario, outcome in {"verified": "VERIFIED", "in-progress": "IN_PROGRESS"}.items():
            with self.subTest(scenario):
                user_id = self.fresh(scenario)
                self.assertEqual(self.register(user_id).outcome, outcome)
                self.assertEqual(self.result(user_id).outcome, outcome)

    def test_the_service_makes_an_id_for_who_has_none(self):
        for user_id in [None, ""]:
            with self.subTest(user_id=user_id):
                made = self.register(user_id).userId
                self.assertRegex(made, r"\A[0-9A-Za-z]{8,9}\Z")
                self.assertIs(self.is_registered(made), True)

    def test_an_id_is_used_once(self):
        user_id = self.fresh("invented-user")
        self.register(user_id)
        self.assert_fault("UserIdInUseFault", self.register, user_id)

    def test_who_is_registered_without_having_been(self):
        for user_id, expected in {"verified": True, "nobody-at-all": False}.items():
            with self.subTest(user_id):
                self.assertIs(self.is_registered(user_id), expected)

    def test_what_is_missing(self):
        for member in ["name", "ruleId"]:
            with self.subTest(member):
                user_id = self.fresh("invented-user")
                self.assert_fault("FieldValidationFault", self.register, user_id, **{member: None})
                self.assertIs(self.is_registered(user_id), False)
