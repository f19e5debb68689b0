#include "program/tokens.hpp"

#include <sys/stat.h>

#include <fstream>
#include <stdexcept>

#include "bytes/digest.hpp"
#include "text/ascii.hpp"

namespace mcp::program {
namespace {

constexpr std::size_t least_length = 16;

}  // namespace

Tokens Tokens::load(const std::string& path) {
  struct stat status {};
  std::ifstream file(path);
  if (!file || ::stat(path.c_str(), &status) != 0) {
    throw std::runtime_error("--auth-token-file: `" + path + "` cannot be read");
  }
  if ((status.st_mode & 077) != 0) {
    throw std::runtime_error("--auth-token-file: others may read `" + path + "`; chmod 600 it");
  }
  Tokens tokens;
  for (std::string line; std::getline(file, line);) tokens.add(ascii::trimmed(line, " \t\r"));
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
