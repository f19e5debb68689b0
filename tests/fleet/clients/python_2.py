"""The same by the official Python SDK 2.x, in the version that it chooses: python_2.py COMMAND ARGS..."""

import asyncio
import sys

from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

TEXT = "from python 2\n" * 10000


async def main() -> None:
    heard = []

    async def progress(done, total, message):
        heard.append(message)

    server = stdio_client(StdioServerParameters(command=sys.argv[1], args=sys.argv[2:]))
    async with Client(server) as client:
        print("version:", client.protocol_version)
        arguments = {"path": "python2.txt", "content": TEXT}
        written = await client.call_tool("write_file", arguments, progress_callback=progress)
        assert not written.is_error, written
        assert "".join(heard) == TEXT, len("".join(heard))
        result = await client.call_tool("read_file", {"path": "python2.txt", "maxBytes": 14})
        print("read:", result.content[0].text.strip())


asyncio.run(main())
