#pragma once

#include <CLI/CLI.hpp>

#include <spdlog/common.h>

#include <optional>
#include <string>
#include <vector>

#include "files/workspace_tools.hpp"
#include "mcp/message.hpp"

namespace mcp::program {

enum class Listener { beast, httplib };
enum class LogFormat { text, json };
enum class Profile { full, minimal };

/// The options for HTTP.
struct HttpSettings {
  std::string address;  ///< HOST:PORT; empty: standard input and output instead.
  Listener listener = Listener::beast;
  std::vector<std::string> allowed_hosts;
  std::vector<std::string> allowed_origins;
  std::string auth_token_file;
  bool insecure = false;
  bool any_local_user = false;
  std::size_t max_body = std::size_t{8} << 20;
  std::size_t max_streams = 1'000;
  bool tickets = false;    ///< Issue URLs for uploads and downloads.
  std::string public_url;  ///< Their origin; empty: the address that the server listens on.
  std::string tls_cert;
  std::string tls_key;

  /// Whether there are files that SIGHUP makes the server read again.
  bool reads_files() const { return !address.empty() && !(auth_token_file + tls_key).empty(); }
};

/// The options of the command line.
struct Settings {
  files::WorkspaceOptions workspace;
  files::ToolOptions tools;
  std::vector<std::string> roots;
  std::vector<std::string> directories;  ///< Without --root, as server-filesystem takes them.
  std::vector<std::string> only;         ///< Tools and groups of tools.
  Profile profile = Profile::full;
  std::vector<std::string> protect;
  bool no_default_protection = false;
  bool honor_client_roots = false;
  std::optional<bool> resources;  ///< Empty: as the tools allow.
  bool require_landlock = false;
  bool no_landlock = false;
  double calls_per_second = 2000;
  std::uint64_t max_draft_bytes = 0;  ///< 0: not given.
  MessageLimits limits;
  HttpSettings http;
  spdlog::level::level_enum log_level = spdlog::level::warn;
  LogFormat log_format = LogFormat::text;
  std::string log_file;  ///< Empty: standard error.
  bool print_config = false;
  bool doctor = false;  ///< Check the settings instead of serving.
  bool doctor_json = false;

  /// Whether SIGHUP makes the server open or read files again, instead of ending it.
  bool reloads() const { return !log_file.empty() || http.reads_files(); }

  /// Whether the files are resources. Without --resources they are not when --tools leaves out
  /// read_file: clients must not read files in another way.
  bool offers_resources() const;
};

/// Declares the options, whose values go into `settings` when the command line is parsed.
void add_options(CLI::App& app, Settings& settings);
/// Whether a command line has --compat.
bool has_compat(const std::vector<std::string>& arguments);
/// Declares directories without --root, as server-filesystem takes them.
void add_directories(CLI::App& app, Settings& settings);
/// Derives the remaining settings from the options. Throws std::runtime_error for the name of a
/// tool that does not exist, or that is not offered.
void finish(Settings& settings);

}  // namespace mcp::program
