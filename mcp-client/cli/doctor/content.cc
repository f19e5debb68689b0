#include "doctor/content.hpp"

#include "bytes/base64.hpp"
#include "doctor/formats.hpp"
#include "doctor/judge.hpp"
#include "json/members.hpp"

namespace mcp::cli::doctor {
namespace {

std::string data_fault(const Json& content) {
  const Json& data = member(content, "data");
  if (!data.is_string() || !from_base64(data.get_ref<const std::string&>())) {
    return "`data` is not Base64";
  }
  return is_media_type(view_in(content, "mimeType")) ? "" : "`mimeType` is no media type";
}

}  // namespace

std::string content_fault(const Json& content) {
  const std::string type = text_in(content, "type");
  if (type.empty()) return "has no `type`: " + quoted(content);
  if (type == "text") return member(content, "text").is_string() ? "" : "has no string `text`";
  if (type == "image" || type == "audio") return data_fault(content);
  if (type == "resource") return contents_fault(member(content, "resource"));
  if (type == "resource_link") {
    return member(content, "uri").is_string() && member(content, "name").is_string()
               ? ""
               : "has no `uri` or `name`";
  }
  return "has the unknown type " + quoted(type);
}

std::string contents_fault(const Json& contents) {
  if (!member(contents, "uri").is_string()) return "has no string `uri`";
  const bool text = member(contents, "text").is_string();
  const bool blob = member(contents, "blob").is_string();
  if (text == blob) return "needs either `text` or `blob`";
  return "";
}

std::string annotations_fault(const Json& annotated) {
  const Json& annotations = member(annotated, "annotations");
  if (annotations.is_null()) return "";
  if (!annotations.is_object()) return "`annotations` is " + quoted(annotations);
  const Json& priority = member(annotations, "priority");
  if (!priority.is_null() && !(priority.is_number() && priority >= 0 && priority <= 1)) {
    return "`priority` is " + quoted(priority);
  }
  const Json& audience = member(annotations, "audience");
  if (!audience.is_null() && !audience.is_array()) return "`audience` is no array";
  for (const auto& who : audience) {
    if (who != "user" && who != "assistant") return "`audience` has " + quoted(who);
  }
  const Json& modified = member(annotations, "lastModified");
  if (!modified.is_null() && !is_timestamp(view_in(annotations, "lastModified"))) {
    return "`lastModified` is " + quoted(modified);
  }
  return "";
}

}  // namespace mcp::cli::doctor
