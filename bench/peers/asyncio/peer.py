"""asyncio as a peer of the benchmarks."""

import asyncio
import platform
import sysconfig

import serve

name = f"{platform.python_implementation()} {platform.python_version()}"
if "--enable-optimizations" not in (sysconfig.get_config_var("CONFIG_ARGS") or ""):
    name += ", configured without --enable-optimizations"
serve.serve(name, asyncio.run)
