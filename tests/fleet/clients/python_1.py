"""Writes a file in chunks and reads it, by the official Python SDK 1.x: python_1.py REVISION COMMAND ARGS..."""

import asyncio
import sys

from mcp import ClientSession, StdioServerParameters, types
from mcp.client.stdio import stdio_client

TEXT = "from python 1\n" * 10000


async def main() -> None:
    types.LATEST_PROTOCOL_VERSION = sys.argv[1]  # the version that the SDK requests
    server = StdioServerParameters(command=sys.argv[2], args=sys.argv[3:])
    heard = []

    async def progress(done, total, message):
        heard.append(message)

    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        agreed = await session.initialize()
        print("version:", agreed.protocolVersion)
        arguments = {"path": "file.txt", "content": TEXT}
        written = await session.call_tool("write_file", arguments, progress_callback=progress)
        assert not written.isError, written
        # Progress notifications have a message only since 2025-03-26.
        assert sys.argv[1] == "2024-11-05" or "".join(heard) == TEXT, len("".join(map(str, heard)))
        result = await session.call_tool("read_file", {"path": "file.txt", "maxBytes": 14})
        print("read:", result.content[0].text.strip())


asyncio.run(main())
