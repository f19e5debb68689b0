#include "program/tokens.hpp"

#include <sstream>
#include <stdexcept>

#include "bytes/digest.hpp"
#include "io/trusted_file.hpp"
#include "text/ascii.hpp"

namespace mcp::program {
namespace {

constexpr std::size_t least_length = 16;

std::string content_of(const std::string& path) {
  try {
    return read_trusted_file(path, {.readers = Readers::owner});
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(std::string("--auth-token-file: ") + error.what());
  }
}

}  // namespace

Tokens Tokens::load(const std::string& path) {
  std::istringstream content(content_of(path));
  Tokens tokens;
  for (std::string line; std::getline(content, line);) tokens.add(ascii::trimmed(line, " \t\r"));
  if (tokens.names_.empty()) throw std::runtime_error("--auth-token-file: there is no token in it");
  return tokens;
}

TokenFile::TokenFile(std::string path) : path_(std::move(path)) {
  reload();
}

void TokenFile::reload() {
  tokens_ = std::make_shared<const Tokens>(Tokens::load(path_));
}

void Tokens::add(std::string_view line) {
  if (line.empty() || line.starts_with('#')) return;
  const auto colon = line.find(": ");
  const std::string_view token = ascii::trimmed(colon == line.npos ? line : line.substr(colon + 2));
  if (token.size() < least_length) {
    throw std::runtime_error("--auth-token-file: a token needs at least " +
                             std::to_string(least_length) + " characters");
  }
  const std::string digest = sha256_hex(token);
  const std::string name = colon == line.npos ? "token-" + digest.substr(0, 8)
                                              : std::string(ascii::trimmed(line.substr(0, colon)));
  names_.emplace(digest, name);
}

std::optional<std::string> Tokens::principal(std::string_view authorization) const {
  const auto space = authorization.find(' ');
  if (space == authorization.npos) return std::nullopt;
  if (!ascii::same(authorization.substr(0, space), "Bearer")) return std::nullopt;
  const auto found = names_.find(sha256_hex(ascii::trimmed(authorization.substr(space))));
  if (found == names_.end()) return std::nullopt;
  return found->second;
}

}  // namespace mcp::program
