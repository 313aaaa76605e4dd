"""uvloop as a peer of the benchmarks: asyncio's programs on its loop."""

import asyncio
import pathlib
import platform
import sys

try:
    import uvloop
except ImportError:
    sys.exit("uvloop is not installed for " + sys.executable)

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "asyncio"))
import serve  # noqa: E402


def run(main):
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)


serve.serve(f"uvloop {uvloop.__version__}, CPython {platform.python_version()}", run)
