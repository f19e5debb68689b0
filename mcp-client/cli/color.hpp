#pragma once

#include <string>
#include <string_view>

namespace mcp::cli {

/// When output has colours. `automatic`: on a terminal, unless the environment variable NO_COLOR is
/// set (see no-color.org) or TERM is dumb.
enum class Color { automatic, always, never };

enum class Paint { plain, bold, dim, good, bad, careful };

/// For the whole program; before other threads are started.
void choose_color(Color color);
/// Whether output to a descriptor has colours.
bool uses_color(int fd);

/// A text with the terminal's sequences for a style around it.
std::string painted(std::string_view text, Paint paint);
/// The same where output to `fd` has colours; elsewhere the text alone.
std::string painted_for(int fd, std::string_view text, Paint paint);

}  // namespace mcp::cli
