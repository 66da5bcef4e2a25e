"""A small server on loopback that takes what is posted to it."""

import json
import queue
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Callbacks:
    def __enter__(self):
        bodies = self._bodies = queue.Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                bodies.put(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/callback"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def take(self, count, *, within=15):
        """Waits for that many, then a moment longer for one too many."""
        deadline = time.monotonic() + within
        taken = []
        try:
            while len(taken) < count:
                taken.append(json.loads(self._bodies.get(timeout=max(0, deadline - time.monotonic()))))
            taken.append(json.loads(self._bodies.get(timeout=0.5)))
        except queue.Empty:
            pass
        return taken
