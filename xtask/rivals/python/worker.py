"""Works when it is told to: reads how often, writes how many nanoseconds that took."""

import sys
import time


def serve(work):
    for line in sys.stdin:
        times = range(int(line))
        started = time.perf_counter_ns()
        for _ in times:
            work()
        print(time.perf_counter_ns() - started, flush=True)
