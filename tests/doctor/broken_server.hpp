#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "mcp/json.hpp"

namespace mcp::test {

/// A small server of both eras that obeys the specification, except for the faults that are
/// switched on. It shares no code with the servers and clients that it is a test of.
class BrokenServer {
 public:
  explicit BrokenServer(std::set<std::string> faults) : faults_(std::move(faults)) {}

  bool has(const std::string& fault) const { return faults_.contains(fault); }

  /// Whether the message belongs to the modern era.
  static bool is_modern(const Json& message);

  /// What the server sends upon a message: at last the response, if there is one.
  std::vector<Json> take(const Json& message);
  /// The error for a message that cannot be read.
  static Json error(const Json& id, int code, const std::string& text, Json data = nullptr);
  /// Why a modern request is rejected before it is looked at; empty: it is not.
  std::optional<Json> reject_modern(const Json& request) const;

 private:
  Json respond(const Json& request, bool modern);
  Json result_of(const std::string& method, const Json& params, bool modern);
  Json discover() const;
  Json initialize(const Json& params) const;
  Json capabilities(bool modern) const;
  Json tools(const Json& params) const;
  Json resources() const;
  Json read(const std::string& uri, bool modern) const;
  Json prompts() const;
  Json prompt(const Json& params) const;
  Json complete(const Json& params) const;
  void finish_modern(const std::string& method, const Json& params, Json& result) const;
  std::vector<Json> listen(const Json& request) const;
  void damage(const std::string& method, Json& response) const;

  const std::set<std::string> faults_;
  bool was_cancelled_ = false;
};

}  // namespace mcp::test
