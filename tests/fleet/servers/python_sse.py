"""A server over HTTP+SSE: python_sse.py PORT. Built on FastMCP 4, or on the official Python SDK, 1.x or 2.x."""

import sys

from pydantic import BaseModel

try:
    from fastmcp import Context
    from fastmcp import FastMCP as Server
except ImportError:
    try:
        from mcp.server.fastmcp import Context
        from mcp.server.fastmcp import FastMCP as Server
    except ImportError:
        from mcp.server.mcpserver import Context
        from mcp.server.mcpserver import MCPServer as Server

server = Server("python")


class Person(BaseModel):
    name: str


@server.tool()
def add(a: int, b: int) -> int:
    """Adds two numbers."""
    return a + b


@server.tool()
async def greet(context: Context) -> str:
    """Reports progress, logs a message and asks for a name."""
    await context.report_progress(1, 2)
    await context.info("greeting")
    answer = await context.elicit("Who are you?", Person)
    return f"Hello {answer.data.name}"


port = int(sys.argv[1])
if hasattr(server, "settings") and hasattr(server.settings, "port"):  # 1.x
    server.settings.port = port
    server.run(transport="sse")
else:
    server.run(transport="sse", host="127.0.0.1", port=port)
