#pragma once

#include <functional>

#include "expectations/report.hpp"
#include "session.hpp"

namespace mcp::cli {

/// Checks a server against a document of expectations (see document.hpp), part by part. `show` is
/// called with each result at once. Throws Error when a request that lists something fails, and
/// with `request_cancelled` when the user cancels.
CheckReport run_checks(Session& session, const Json& document,
                       const std::function<void(const CheckResult&)>& show);

}  // namespace mcp::cli
