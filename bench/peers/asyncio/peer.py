"""asyncio as a peer of the benchmarks."""

import asyncio
import platform

import serve

serve.serve(f"{platform.python_implementation()} {platform.python_version()}", asyncio.run)
