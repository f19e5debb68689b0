#pragma once

#include "bridge/gateway/http_messages.hpp"

namespace mcp::bridge {

HttpReply not_found();
/// 405 with the methods that the address allows. Spec: RFC 9110 section 15.5.6.
HttpReply wrong_method(const char* allowed);

}  // namespace mcp::bridge
