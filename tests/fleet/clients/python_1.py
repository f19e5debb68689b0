"""Writes a file in chunks and reads it, by the official Python SDK 1.x: python_1.py COMMAND ARGS..."""

import asyncio
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

TEXT = "from python 1\n" * 10000


async def main() -> None:
    server = StdioServerParameters(command=sys.argv[1], args=sys.argv[2:])
    heard = []

    async def progress(done, total, message):
        heard.append(message)

    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        agreed = await session.initialize()
        print("version:", agreed.protocolVersion)
        arguments = {"path": "python1.txt", "content": TEXT}
        written = await session.call_tool("write_file", arguments, progress_callback=progress)
        assert not written.isError, written
        assert "".join(heard) == TEXT, len("".join(heard))
        result = await session.call_tool("read_file", {"path": "python1.txt", "maxBytes": 14})
        print("read:", result.content[0].text.strip())


asyncio.run(main())
