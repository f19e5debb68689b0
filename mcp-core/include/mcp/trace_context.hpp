#pragma once

#include <string>

#include "mcp/error.hpp"

namespace mcp {

/// A trace that a request belongs to, in the formats of W3C Trace Context and W3C Baggage. Empty
/// members are not sent.
/// Spec: 2026-07-28 basic, OpenTelemetry trace context.
struct TraceContext {
  std::string traceparent = {};  ///< "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01"
  std::string tracestate = {};   ///< "vendor=value,other=value"
  std::string baggage = {};      ///< "key=value;property,other=value"

  bool operator==(const TraceContext&) const = default;
};

/// Whether each member has its format, and at most 8192 bytes. Errors: `invalid_params`.
/// Source: W3C Trace Context (2024) sections 3.2 and 3.3; W3C Baggage (2024) section 3.2.
Result<Done> check_trace(const TraceContext& trace);

}  // namespace mcp
