#pragma once

#include "completion/word_completion.hpp"

namespace mcp::cli {

/// The configured servers, and the tools of a server when it responds within a second and a half.
/// No server of a project's file is started, and nothing is asked or shown.
CompletionSources completion_sources();

}  // namespace mcp::cli
