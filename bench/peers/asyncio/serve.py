"""Answers the benchmarks' questions: see ../../serve.go."""

import gc
import json
import sys

import programs

TRIVIAL = "Run of a trivial main"


def serve(name, run):
    """run is asyncio.run or what takes its place."""
    names = [TRIVIAL, *programs.programs, *programs.memory]
    print(json.dumps({"peer": name, "programs": names}), flush=True)
    for line in sys.stdin:
        ask = json.loads(line)
        name, n = ask["program"], ask["n"]
        gc.collect()
        if name in programs.memory:
            run(programs.memory[name](n))  # answers and ends
        watch = programs.Stopwatch()
        if name == TRIVIAL:
            programs.run_trivial(n, watch, run)
        else:
            run(programs.programs[name](n, watch))
        print(json.dumps({"ns": watch.took}), flush=True)
