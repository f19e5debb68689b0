#pragma once

#include "doctor/conversation.hpp"

/// What the doctor asks a server of the modern era.
namespace mcp::cli::doctor {

class ModernDialect final : public Dialect {
 public:
  Json params(Json neutral) const override;
  Headers headers(const std::string& method, const Json& params) const override;
};

/// Sends `server/discover`. Whether the server speaks the era; `evidence` then has its revision.
bool open_modern(Conversation& talk);
/// The probes of this era, for an opened conversation.
void ask_modern(Conversation& talk);

}  // namespace mcp::cli::doctor
