#pragma once

#include <string_view>

/// The syntax of values that the specification takes from elsewhere.
namespace mcp::cli::doctor {

/// An absolute URI. Spec: RFC 3986 section 3.
bool is_uri(std::string_view text);

/// Spec: RFC 6570 section 2.
bool is_uri_template(std::string_view text);

/// A type and a subtype, perhaps with parameters. Spec: RFC 6838 section 4.2.
bool is_media_type(std::string_view text);

/// A date, perhaps with a time. Spec: ISO 8601, as far as RFC 3339 profiles it.
bool is_timestamp(std::string_view text);

/// The scheme of a URI in lower case; empty: there is none.
std::string_view scheme_of(std::string_view uri);

}  // namespace mcp::cli::doctor
