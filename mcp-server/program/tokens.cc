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
  int number = 0;
  for (std::string line; std::getline(content, line);) {
    ++number;
    if (tokens.add(ascii::trimmed(line, " \t\r"))) continue;
    throw std::runtime_error("--auth-token-file: `" + path + "` line " + std::to_string(number) +
                             ": a token must have at least " + std::to_string(least_length) +
                             " characters");
  }
  if (!tokens.names_.empty()) return tokens;
  throw std::runtime_error("--auth-token-file: `" + path +
                           "` contains no token; write one per line, as TOKEN or NAME: TOKEN");
}

TokenFile::TokenFile(std::string path) : path_(std::move(path)) {
  reload();
}

void TokenFile::reload() {
  tokens_ = std::make_shared<const Tokens>(Tokens::load(path_));
}

bool Tokens::add(std::string_view line) {
  if (line.empty() || line.starts_with('#')) return true;
  const auto colon = line.find(": ");
  const std::string_view token = ascii::trimmed(colon == line.npos ? line : line.substr(colon + 2));
  if (token.size() < least_length) return false;
  const std::string digest = sha256_hex(token);
  const std::string name = colon == line.npos ? "token-" + digest.substr(0, 8)
                                              : std::string(ascii::trimmed(line.substr(0, colon)));
  names_.emplace(digest, name);
  return true;
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
