"""What the bytes are like: the served WSDL, and envelopes by hand, which no client would write so."""

import requests
import zeep
from greenid import ACCOUNTS, NAMESPACE, GreenidTest
from lxml import etree
from sandbox import CUSTOMER_ID, PASSWORD

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
OPERATIONS = ["getVerificationResult", "isUserIdRegistered", "registerUser"]


def envelope(inside, *, prefix="soapenv", header="", operation="getVerificationResult"):
    return (
        f'<{prefix}:Envelope xmlns:{prefix}="{SOAP}" xmlns:ser="{NAMESPACE}">{header}'
        f"<{prefix}:Body><ser:{operation}>{inside}</ser:{operation}></{prefix}:Body></{prefix}:Envelope>"
    )


CUSTOMER = f"<customerId>{CUSTOMER_ID}</customerId>"
USER = "<userId>verified</userId>"
PERSON = (
    "<ruleId>default</ruleId><name><givenName>Matilda</givenName><surname>Invented</surname></name>"
    "<currentResidentialAddress><country>AU</country><postcode>2999</postcode><state>NSW</state>"
    "<streetName>Made-up</streetName><streetNumber>1</streetNumber><streetType>Street</streetType>"
    "<suburb>Nowhere</suburb></currentResidentialAddress><dob>1985-03-04T00:00:00</dob>"
)


class WireTest(GreenidTest):
    def post(self, body, *, service="greenid_endpoint", headers={"Content-Type": "text/xml; charset=utf-8"}):
        return requests.post(self.sandbox.ready[service], data=body.encode(), headers=headers, timeout=30)

    def assert_verified(self, reply):
        self.assertEqual(reply.status_code, 200)
        self.assertEqual(reply.headers["Content-Type"].split(";")[0], "text/xml")
        self.assertEqual(etree.fromstring(reply.content).findtext(".//outcome"), "VERIFIED")

    def assert_fault_reply(self, reply, code):
        self.assertEqual(reply.status_code, 500)
        self.assertEqual(reply.headers["Content-Type"].split(";")[0], "text/xml")
        root = etree.fromstring(reply.content)
        fault = root.find(f"{{{SOAP}}}Body/{{{SOAP}}}Fault")
        self.assertEqual(fault.findtext("faultcode"), "env:Server")
        self.assertTrue(fault.findtext("faultstring"))
        (detail,) = fault.find("detail")
        self.assertEqual(detail.tag, f"{{{NAMESPACE}}}faultDetails")
        self.assertEqual([child.tag for child in detail], ["code", "details"])
        self.assertEqual(detail.findtext("code"), code)
        # Many clients look for these prefixes by name.
        self.assertEqual((root.prefix, detail.prefix), ("env", "ns2"))


class Wsdl(GreenidTest):
    def test_it_is_served_in_any_case_with_its_own_address(self):
        for service in ACCOUNTS:
            for query in ["wsdl", "WSDL", "Wsdl"]:
                with self.subTest(service, query=query):
                    endpoint = self.sandbox.ready[service]
                    client = zeep.Client(f"{endpoint}?{query}")
                    self.assertEqual(client.service._binding_options["address"], endpoint)
                    self.assertEqual(sorted(client.service._operations), OPERATIONS)

    def test_only_the_password_service_has_a_password(self):
        for service, parameters in {
            "greenid_endpoint": ["customerId", "userId"],
            "greenid_password_endpoint": ["customerId", "password", "userId"],
        }.items():
            with self.subTest(service):
                request = self.clients[service].get_type(f"{{{NAMESPACE}}}getVerificationResult")
                self.assertEqual([name for name, _ in request.elements], parameters)


class Replies(WireTest):
    def test_only_the_operation_is_in_the_namespace(self):
        for operation, inside in {
            "getVerificationResult": CUSTOMER + USER,
            "isUserIdRegistered": CUSTOMER + USER,
            "registerUser": CUSTOMER + PERSON,
        }.items():
            with self.subTest(operation):
                reply = self.post(envelope(inside, operation=operation))
                self.assertEqual(reply.status_code, 200)
                root = etree.fromstring(reply.content)
                (answer,) = root.find(f"{{{SOAP}}}Body")
                self.assertEqual(answer.tag, f"{{{NAMESPACE}}}{operation}Response")
                self.assertEqual((root.prefix, answer.prefix), ("env", "ns2"))
                self.assertEqual([child.tag for child in answer], ["return"])
                self.assertEqual([x.tag for x in answer.iter() if "{" in x.tag], [answer.tag])

    def test_what_is_null_is_not_there(self):
        root = etree.fromstring(self.post(envelope(CUSTOMER + USER)).content)
        self.assertIsNone(root.find(".//return/mode"))

    def test_members_stand_in_the_order_of_the_schema(self):
        for user_id in ["verified", "post-office"]:
            with self.subTest(user_id):
                reply = self.post(envelope(f"{CUSTOMER}<userId>{user_id}</userId>"))
                for element in etree.fromstring(reply.content).find(".//return").iter():
                    tags = [child.tag for child in element]
                    self.assertEqual(tags, sorted(tags))

    def test_a_nil_item_says_so(self):
        root = etree.fromstring(self.post(envelope(f"{CUSTOMER}<userId>nil-items</userId>")).content)
        nil = root.findall(".//individualResults[@{http://www.w3.org/2001/XMLSchema-instance}nil='true']")
        self.assertEqual([len(item) for item in nil], [0])

    def test_a_fault(self):
        self.assert_fault_reply(self.post(envelope(f"{CUSTOMER}<userId>not-found</userId>")), "UserIdNotFoundFault")


class Requests(WireTest):
    def test_children_in_the_namespace_are_ignored(self):
        qualified = f"<ser:customerId>{CUSTOMER_ID}</ser:customerId>"
        self.assert_fault_reply(self.post(envelope(qualified + USER)), "InvalidCustomerIdFault")
        self.assert_fault_reply(
            self.post(envelope(f"{CUSTOMER}<ser:userId>verified</ser:userId>")), "UserIdNotFoundFault"
        )
        self.assert_fault_reply(
            self.post(
                envelope(f"{CUSTOMER}<ser:password>{PASSWORD}</ser:password>{USER}"),
                service="greenid_password_endpoint",
            ),
            "InvalidPasswordFault",
        )
        # And beside the true one it does no harm.
        self.assert_verified(self.post(envelope(f"{CUSTOMER}<ser:userId>not-found</ser:userId>{USER}")))

    def test_the_order_of_parameters_does_not_matter(self):
        self.assert_verified(self.post(envelope(USER + CUSTOMER)))
        self.assert_verified(
            self.post(
                envelope(f"{USER}<password>{PASSWORD}</password>{CUSTOMER}"), service="greenid_password_endpoint"
            )
        )

    def test_members_that_nobody_knows(self):
        self.assert_verified(self.post(envelope(f"{CUSTOMER}<ruleId>default</ruleId>{USER}")))

    def test_any_prefix_and_a_header(self):
        self.assert_verified(self.post(envelope(CUSTOMER + USER, prefix="e", header="<e:Header><x/></e:Header>")))

    def test_any_content_type_and_any_soap_action(self):
        for headers in [
            {},
            {"Content-Type": "text/xml"},
            {"Content-Type": "text/xml; charset=UTF-8", "SOAPAction": '""'},
            {"Content-Type": "text/xml", "SOAPAction": '"getVerificationResult"'},
            {"Content-Type": "application/xml"},
        ]:
            with self.subTest(headers=headers):
                self.assert_verified(self.post(envelope(CUSTOMER + USER), headers=headers))

    def test_the_password_service_asks_for_the_password(self):
        reply = self.post(envelope(CUSTOMER + USER), service="greenid_password_endpoint")
        self.assert_fault_reply(reply, "InvalidPasswordFault")
