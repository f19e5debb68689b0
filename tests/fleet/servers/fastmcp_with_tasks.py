"""A server built on FastMCP 4 whose tools run as tasks (the extension io.modelcontextprotocol/tasks).

fastmcp_with_tasks.py [PORT]: over stdio, or over HTTP at this port.
"""

import asyncio
import sys
from datetime import timedelta

import mcp_types
from fastmcp import Context, FastMCP
from fastmcp.utilities.tasks import TaskConfig
from fastmcp_tasks import TasksExtension

server = FastMCP("fastmcp-tasks")
server.add_extension(TasksExtension(url="memory://"))
quick = timedelta(milliseconds=100)


@server.tool(task=TaskConfig(mode="required", poll_interval=quick))
async def add_slowly(a: int, b: int) -> int:
    """Adds two numbers as a task."""
    await asyncio.sleep(0.5)
    return a + b


@server.tool(task=TaskConfig(mode="required", poll_interval=quick))
async def fail() -> str:
    """Fails as a task."""
    raise ValueError("it broke")


@server.tool(task=TaskConfig(mode="required", poll_interval=quick))
async def never() -> str:
    """Runs until it is cancelled."""
    await asyncio.sleep(3600)
    return "no"


@server.tool(task=TaskConfig(mode="required", poll_interval=quick))
async def greet(ctx: Context) -> str | mcp_types.InputRequiredResult:
    """Requests a name as a task."""
    if ctx.input_responses:
        return f"Hello, {ctx.input_responses['name'].content['name']}!"
    schema = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    params = mcp_types.ElicitRequestFormParams(message="Your name?", requested_schema=schema)
    return mcp_types.InputRequiredResult(input_requests={"name": mcp_types.ElicitRequest(params=params)})


if len(sys.argv) > 1:
    server.run(transport="http", host="127.0.0.1", port=int(sys.argv[1]), show_banner=False)
else:
    server.run()
