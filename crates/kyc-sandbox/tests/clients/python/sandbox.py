"""Starts `kyc sandbox` for a class of tests and stops it behind them."""

import itertools
import json
import os
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

PARTNER_ID = "085"
API_KEY = "fake-api-key-0123456789"
CUSTOMER_ID = "invented-customer"
PASSWORD = "invented-password"

SECONDS_PER_TEST = 60


class Sandbox:
    """A running server. `ready` is the line of JSON that it printed."""

    def __init__(self, *, tls, settle_after):
        self._directory = tempfile.TemporaryDirectory()
        self.ca = Path(self._directory.name, "ca.pem")
        command = [os.environ["KYC"], "sandbox", "--settle-after", str(settle_after)]
        command += ["--smileid-partner-id", PARTNER_ID, "--smileid-api-key", API_KEY]
        command += ["--greenid-customer-id", CUSTOMER_ID, "--greenid-password", PASSWORD]
        if tls:
            command += ["--tls", "--ca-out", str(self.ca)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            with time_limit(30):
                self.ready = json.loads(self._process.stdout.readline())
        except BaseException:
            self._process.kill()
            self._process.communicate()
            self._directory.cleanup()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        try:
            more, _ = self._process.communicate(timeout=10)
        finally:
            self._process.kill()
            self._directory.cleanup()
        if more or self._process.returncode != 0:
            raise AssertionError(f"the server left with {self._process.returncode}, having printed {more!r}")


class SandboxTest(unittest.TestCase):
    """Each class of tests has a server of its own."""

    tls = False
    settle_after = 1

    @classmethod
    def setUpClass(cls):
        cls.sandbox = cls.enterClassContext(Sandbox(tls=cls.tls, settle_after=cls.settle_after))
        cls._serial = itertools.count(1)

    def setUp(self):
        self.enterContext(time_limit(SECONDS_PER_TEST))

    def fresh(self, scenario):
        """An id that names the scenario and that no other test uses."""
        return f"{scenario}.{next(self._serial)}"

    def settle(self):
        """Waits until what has begun by now is settled."""
        time.sleep(self.settle_after + 0.5)


class time_limit:
    """The clients have no time-outs of their own."""

    def __init__(self, seconds):
        self._seconds = seconds

    def __enter__(self):
        def too_late(*_):
            raise TimeoutError(f"took longer than {self._seconds} s")

        signal.signal(signal.SIGALRM, too_late)
        signal.alarm(self._seconds)

    def __exit__(self, *_):
        signal.alarm(0)
