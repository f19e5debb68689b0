#pragma once

namespace mcp::pdf_text {

/// Takes from this process all that parsing a file in memory does not need: 10 seconds of CPU time
/// and 1 GiB of memory are left; files can only be read in /usr/share/poppler; no sockets, other
/// programs or processes. The kernel may lack a part of this. Call it before hostile data is
/// parsed.
void enter_sandbox();

/// Ends this process when nobody reads its standard output any more.
void end_without_reader();

}  // namespace mcp::pdf_text
