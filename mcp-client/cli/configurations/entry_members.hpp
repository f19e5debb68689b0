#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "configurations/hosts.hpp"
#include "configurations/json_file.hpp"
#include "configurations/server_entry.hpp"

namespace mcp::cli {

/// Members of an entry. Each throws Error with the member's name, what it must be and what it is;
/// values are not quoted, because they may be secret. Missing and null members are empty.
std::string entry_text(const Json& entry, const char* name);
std::vector<std::string> entry_texts(const Json& entry, const char* name);
/// Numbers and booleans become texts; members that are null are left out.
std::map<std::string, std::string> entry_named_texts(const Json& entry, const char* name);
bool entry_flag(const Json& entry, const char* name);

/// Reads the members that most hosts share: `type`, `command`, `args`, `env`, `envFile`, `cwd`,
/// `url`, `headers` and `disabled`. Throws Error for the first that is not valid.
void read_members(const Json& entry, ServerEntry& to);

/// Reads the entries of the object at `pointer`, in the order of the file's lines. `read` fills in
/// an entry; what it throws becomes the entry's `problem`. Without that object there are none.
/// Throws Error when it is not an object.
std::vector<ServerEntry> read_entries(
    const JsonFile& json, const std::string& pointer, const ServerEntry& like,
    const std::function<void(const Json&, ServerEntry&)>& read = read_members);

/// An entry without a server, as the start for the entries of this file.
ServerEntry entry_of(const Host& host, const ConfigurationFile& file, VariableSyntax syntax);

/// `file` in the working directory and in each directory above it.
void add_project_files(std::vector<ConfigurationPlace>& to, const Places& places,
                       std::string_view file);

}  // namespace mcp::cli
