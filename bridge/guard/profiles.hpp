#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/error.hpp"

namespace mcp::bridge {

/// Sets of tools by the context that a message names ("analysis", "conversion", "review"). A
/// profile only restricts: the tools that it allows still need the user's approval. Immutable; any
/// thread.
class Profiles {
 public:
  /// The three contexts above: reading; reading and writing; reading and comparing.
  static Profiles standard();
  /// Reads the member `profiles` of the guard's file. Errors: invalid_params.
  static Result<Profiles> load(const Json& file);

  bool has(std::string_view context) const;
  /// No context: all tools are allowed. Unknown context: none.
  bool allows(std::string_view context, std::string_view server, std::string_view tool) const;
  /// In alphabetic order.
  std::vector<std::string> contexts() const;

 private:
  struct Allowed {
    std::string server;  ///< Empty: any server.
    std::vector<std::string> tools;
  };

  Profiles() = default;

  std::map<std::string, std::vector<Allowed>, std::less<>> profiles_;
};

}  // namespace mcp::bridge
