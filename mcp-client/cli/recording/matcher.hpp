#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mcp/error.hpp"
#include "mcp/message.hpp"
#include "recording/script.hpp"

namespace mcp::cli {

/// Finds the recorded call for a request. `calls` must outlive it. One thread.
class Matcher {
 public:
  explicit Matcher(const std::vector<RecordedCall>& calls);

  /// The recorded call with the method and parameters of the request. Calls that were recorded
  /// several times follow each other; the last one is repeated. Errors: for a client of the other
  /// era, the error that sends it to the recorded one; otherwise `invalid_params`, with the nearest
  /// recorded request.
  Result<const RecordedCall*> match(const Request& request);

 private:
  struct Same {
    std::vector<std::size_t> calls;
    std::size_t next = 0;
  };

  Error no_match(const std::string& method, const Json& params) const;
  const RecordedCall* nearest(const std::string& method, const Json& params) const;
  /// The recorded version, and the request that its connections begin with.
  std::optional<Error> other_era(const std::string& method) const;

  const std::vector<RecordedCall>& calls_;
  std::map<std::pair<std::string, std::string>, Same> same_;
};

}  // namespace mcp::cli
