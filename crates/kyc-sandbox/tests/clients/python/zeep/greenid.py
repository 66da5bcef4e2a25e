"""What the tests of this SOAP client share."""

import datetime

import zeep
from sandbox import CUSTOMER_ID, PASSWORD, SandboxTest

NAMESPACE = "http://services.registrations.edentiti.com/"
OUTCOMES = {
    "verified": "VERIFIED",
    "verified-with-changes": "VERIFIED_WITH_CHANGES",
    "verified-admin": "VERIFIED_ADMIN",
    "in-progress": "IN_PROGRESS",
    "pending": "PENDING",
    "locked-out": "LOCKED_OUT",
}

# Whoever calls the password service has to say it; the certificate service knows no such parameter.
ACCOUNTS = {
    "greenid_endpoint": {"customerId": CUSTOMER_ID},
    "greenid_password_endpoint": {"customerId": CUSTOMER_ID, "password": PASSWORD},
}

ADDRESS = {
    "country": "AU",
    "flatNumber": "2",
    "postcode": "2999",
    "propertyName": "Nonesuch House",
    "state": "NSW",
    "streetName": "Made-up",
    "streetNumber": "1",
    "streetType": "Street",
    "suburb": "Nowhere",
}
EVERYTHING = {
    "ruleId": "default",
    "name": {"givenName": "Matilda", "honorific": "Dr", "middleNames": "Nonsuch Nobody", "surname": "Invented"},
    "email": "matilda@example.invalid",
    "currentResidentialAddress": ADDRESS,
    "previousResidentialAddress": {**ADDRESS, "postcode": "2998"},
    "dob": datetime.datetime(1985, 3, 4),
    "homePhone": "0255500000",
    "workPhone": "0255500001",
    "mobile": "0491570006",
    "extraData": [
        {"name": "driversLicenceNumber", "value": "00000001"},
        {"name": "driversLicenceState", "value": "NSW"},
    ],
}


class GreenidTest(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clients = {service: zeep.Client(f"{cls.sandbox.ready[service]}?wsdl") for service in ACCOUNTS}

    def call(self, operation, user_id, *, service="greenid_endpoint", **more):
        """Through the client made from the served WSDL; a parameter of None is not sent."""
        call = self.clients[service].service[operation]
        return call(**{**ACCOUNTS[service], "userId": user_id, **more})

    def result(self, user_id, **more):
        return self.call("getVerificationResult", user_id, **more)

    def is_registered(self, user_id, **more):
        return self.call("isUserIdRegistered", user_id, **more)

    def register(self, user_id, **more):
        return self.call("registerUser", user_id, **{**EVERYTHING, **more})

    def assert_fault(self, code, call, *arguments, **keywords):
        with self.assertRaises(zeep.exceptions.Fault) as raised:
            call(*arguments, **keywords)
        fault = raised.exception
        self.assertEqual(fault.code, "env:Server")
        self.assertTrue(fault.message)
        (detail,) = fault.detail
        self.assertEqual(detail.tag, f"{{{NAMESPACE}}}faultDetails")
        typed = next(iter(self.clients.values())).wsdl.types.deserialize(detail)
        self.assertEqual(typed.code, code)
        self.assertTrue(typed.details)
