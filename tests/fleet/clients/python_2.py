"""The same by the official Python SDK 2.x: python_2.py REVISION COMMAND ARGS..."""

import asyncio
import sys

from mcp import Client, StdioServerParameters
from mcp.client import session as sdk
from mcp.client.stdio import stdio_client

TEXT = "from python 2\n" * 10000


async def main() -> None:
    revision = sys.argv[1]
    is_modern = revision >= "2026-07-28"
    if not is_modern:
        sdk.LATEST_HANDSHAKE_VERSION = revision  # the version that the SDK requests
    heard = []

    async def progress(done, total, message):
        heard.append(message)

    server = stdio_client(StdioServerParameters(command=sys.argv[2], args=sys.argv[3:]))
    async with Client(server, mode="auto" if is_modern else "legacy") as client:
        print("version:", client.protocol_version)
        arguments = {"path": "file.txt", "content": TEXT}
        written = await client.call_tool("write_file", arguments, progress_callback=progress)
        assert not written.is_error, written
        # Progress notifications have a message only since 2025-03-26.
        assert revision == "2024-11-05" or "".join(heard) == TEXT, len("".join(map(str, heard)))
        result = await client.call_tool("read_file", {"path": "file.txt", "maxBytes": 14})
        print("read:", result.content[0].text.strip())


asyncio.run(main())
