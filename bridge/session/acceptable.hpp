#pragma once

#include "mcp/json.hpp"

namespace mcp::bridge {

/// The blocks of a message in a form that the Messages API accepts: the API would refuse every
/// later request with an unsuitable block. Removes blank texts; replaces unsupported or too large
/// images, and the end of too long texts, by a note. Applied to each request, so that it also
/// repairs histories stored by an older bridge. Source: Messages API, "Create a Message",
/// `messages`.
Json acceptable(Json content);

}  // namespace mcp::bridge
