#include "wire/meta.hpp"

namespace mcp::meta {

const Json* find(const Json& params) {
  if (!params.is_object()) return nullptr;
  const auto found = params.find("_meta");
  return found != params.end() && found->is_object() ? &*found : nullptr;
}

const Json* find(const Json& params, const char* key) {
  const Json* meta = find(params);
  if (!meta) return nullptr;
  const auto found = meta->find(key);
  return found == meta->end() ? nullptr : &*found;
}

Result<std::optional<ProgressToken>> find_progress_token(const Json& params) {
  const Json* token = find(params, progress_token);
  if (!token || token->is_null()) return std::optional<ProgressToken>();
  auto read = to_request_id(*token);
  if (!read) {
    return Error(ErrorCode::invalid_params, "`_meta.progressToken` must be a string or an integer");
  }
  return read;
}

}  // namespace mcp::meta
