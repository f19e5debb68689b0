#include "configurations/hosts.hpp"

#include <array>

#include "configurations/json_file.hpp"
#include "mcp/error.hpp"

namespace mcp::cli {
namespace {

constexpr std::array<const Host*, 7> hosts = {&own_file, &claude_desktop, &claude_code, &cursor,
                                              &vscode,   &codex,          &gemini};

// VS Code has `servers` where the others have `mcpServers`.
const Host& host_by_content(const std::string& text) {
  try {
    const JsonFile json(text);
    const bool is_vscode = json.value().is_object() && json.value().contains("servers") &&
                           !json.value().contains("mcpServers");
    if (is_vscode) return vscode;
    if (json.value().is_object() && json.value().contains("projects")) return claude_code;
  } catch (const Error&) {
    return own_file;  // which reports the error
  }
  return own_file;
}

}  // namespace

std::span<const Host* const> known_hosts() {
  return hosts;
}

const Host& host_for(const std::filesystem::path& file, const std::string& text) {
  const std::string name = file.filename().string();
  const std::string folder = file.parent_path().filename().string();
  if (file.extension() == ".toml") return codex;
  if (name == "claude_desktop_config.json") return claude_desktop;
  if (name == ".mcp.json" || name == ".claude.json") return claude_code;
  if (name == "mcp.json" && folder == ".cursor") return cursor;
  if (name == "settings.json" && folder == ".gemini") return gemini;
  return host_by_content(text);
}

}  // namespace mcp::cli
