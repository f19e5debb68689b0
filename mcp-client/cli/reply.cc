#include "reply.hpp"

#include <map>
#include <string>

#include "mcp/never_destroyed.hpp"
#include "text/ascii.hpp"

namespace mcp::cli {

Reply parse_reply(std::string_view line) {
  static const auto& words = never_destroyed(std::map<std::string, Reply, std::less<>>{
      {"y", Reply::yes},
      {"yes", Reply::yes},
      {"n", Reply::no},
      {"no", Reply::no},
      {"d", Reply::no},
      {"decline", Reply::no},
      {"!decline", Reply::no},
      {"e", Reply::edit},
      {"edit", Reply::edit},
      {"c", Reply::cancel},
      {"cancel", Reply::cancel},
      {"!cancel", Reply::cancel},
  });
  const auto found = words.find(ascii::lower(ascii::trimmed(line, " \t\r\n")));
  return found == words.end() ? Reply::unknown : found->second;
}

}  // namespace mcp::cli
