"""Every fault, typed by the served WSDL."""

import time

import requests
import zeep
from greenid import ACCOUNTS, GreenidTest


class Faults(GreenidTest):
    def test_faults_of_the_result(self):
        for service in ACCOUNTS:
            for user_id, code in {
                "not-found": "UserIdNotFoundFault",
                "nobody-at-all": "UserIdNotFoundFault",
                "system-fault": "SystemFault",
                "invalid-customer": "InvalidCustomerIdFault",
                "invalid-certificate": "InvalidCertificateException",
            }.items():
                with self.subTest(user_id, service=service):
                    self.assert_fault(code, self.result, user_id, service=service)

    def test_faults_of_registering(self):
        for service in ACCOUNTS:
            for user_id, code in {
                "field-validation": "FieldValidationFault",
                "user-id-in-use": "UserIdInUseFault",
            }.items():
                with self.subTest(user_id, service=service):
                    self.assert_fault(code, self.register, user_id, service=service)

    def test_the_customer(self):
        for service in ACCOUNTS:
            for customer in ["another-customer", "", None]:
                for call in [self.result, self.register, self.is_registered]:
                    account = {"service": service, "customerId": customer}
                    with self.subTest(account, call=call.__name__):
                        self.assert_fault("InvalidCustomerIdFault", call, "verified", **account)

    def test_the_password(self):
        for password in ["another-password", "", None]:
            for call in [self.result, self.register, self.is_registered]:
                account = {"service": "greenid_password_endpoint", "password": password}
                with self.subTest(account, call=call.__name__):
                    self.assert_fault("InvalidPasswordFault", call, "verified", **account)

    def test_the_certificate_service_takes_no_password(self):
        with self.assertRaises(TypeError):
            self.result("verified", service="greenid_endpoint", password="invented-password")


class TransportFaults(GreenidTest):
    def test_slow(self):
        begin = time.monotonic()
        self.result("slow")
        self.assertGreaterEqual(time.monotonic() - begin, 1.9)

    def test_hang(self):
        transport = self.clients["greenid_endpoint"].transport
        with transport.settings(timeout=4), self.assertRaises(requests.exceptions.ReadTimeout):
            self.result("hang")

    def test_reset_and_truncated(self):
        for user_id in ["reset", "truncated"]:
            with self.subTest(user_id), self.assertRaises(requests.exceptions.RequestException):
                self.result(user_id)
            self.assertEqual(self.result("verified").outcome, "VERIFIED")

    def test_answers_that_are_no_soap(self):
        with self.assertRaises(zeep.exceptions.TransportError) as raised:
            self.result("rate-limited")
        self.assertEqual(raised.exception.status_code, 429)
        # This client reads HTML as XML, and finds no fault that it knows in it.
        with self.assertRaises(zeep.exceptions.Fault) as raised:
            self.result("html-500")
        self.assertIsNone(raised.exception.code)
