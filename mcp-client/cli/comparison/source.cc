#include "comparison/source.hpp"

#include <unistd.h>

#include <filesystem>
#include <utility>

#include "comparison/snapshot.hpp"
#include "json/parse.hpp"
#include "misuse.hpp"
#include "schema/text.hpp"
#include "shell/words.hpp"
#include "text/ascii.hpp"

namespace mcp::cli {
namespace {

Json from_file(const std::string& path) {
  const std::string text = read_bounded(path);
  if (is_recording(text)) return snapshot_of(parse_recording(text));
  auto snapshot = json::parse(text);
  if (!snapshot) throw snapshot.error();
  check_snapshot(*snapshot);
  return *std::move(snapshot);
}

// A file that can be executed is a server.
bool is_document(const std::string& text) {
  std::error_code ignored;
  if (!std::filesystem::exists(text, ignored)) return false;
  return ::access(text.c_str(), X_OK) != 0;
}

ServerSettings server_of(const std::string& text) {
  const std::string lower = ascii::lower(text);
  ServerSettings server;
  if (lower.starts_with("http://") || lower.starts_with("https://")) {
    server.url = text;
    return server;
  }
  auto words = split_words(text);
  if (!words) throw Misuse(schema::quote_name(text) + ": " + words.error().what());
  if (words->empty()) throw Misuse("a side of the comparison must not be empty");
  if (words->size() == 1 && words->front().ends_with(".json")) {
    throw Misuse("there is no file " + schema::quote_name(text));
  }
  server.command = *std::move(words);
  return server;
}

}  // namespace

Json snapshot_from(const Settings& settings, const SignalStop& signals) {
  Session session(settings, signals);
  return take_snapshot(session);
}

Json snapshot_from(const std::string& text, const Settings& settings, const SignalStop& signals) {
  try {
    if (is_document(text)) return from_file(text);
    Settings own = settings;
    own.server = server_of(text);
    return snapshot_from(own, signals);
  } catch (const Error& error) {
    throw Error(error.code(), schema::quote_name(text) + ": " + error.what(), error.data());
  }
}

}  // namespace mcp::cli
