#include "bridge/guard/output_screen.hpp"

#include <utility>

namespace mcp::bridge {
namespace {

std::shared_ptr<const Secrets> or_known_shapes(std::shared_ptr<const Secrets> secrets) {
  static const auto shapes = std::make_shared<const Secrets>();
  return secrets ? std::move(secrets) : shapes;
}

/// Bytes of pictures and the like, in base64, are no text.
bool is_data(const Json& object, const std::string& name) {
  return (name == "data" || name == "blob") &&
         (object.contains("mimeType") || object.contains("media_type"));
}

template <class Change>
void change_strings(Json& value, const Change& change) {
  if (value.is_string()) {
    value = change(value.get_ref<const std::string&>());
  } else if (value.is_array()) {
    for (Json& each : value) change_strings(each, change);
  } else if (value.is_object()) {
    Json changed = Json::object();
    for (auto& [name, member] : value.items()) {
      if (!is_data(value, name)) change_strings(member, change);
      changed[change(name)] = std::move(member);
    }
    value = std::move(changed);
  }
}

void add(GuardVerdict& all, GuardVerdict one) {
  all.blocked |= one.blocked;
  for (std::string& flag : one.flags) all.flags.push_back(std::move(flag));
  for (std::string& message : one.messages) all.messages.push_back(std::move(message));
}

}  // namespace

GuardVerdict OutputScreen::check(std::string_view text) const {
  std::string shown = redacted(text);
  if (!guard_ || !guard_->has_output_rules()) return {.text = std::move(shown)};
  return guard_->check_output(shown);
}

GuardVerdict OutputScreen::check_strings(Json& value) const {
  GuardVerdict all;
  change_strings(value, [&](const std::string& text) {
    GuardVerdict one = check(text);
    std::string shown = std::move(one.text);
    add(all, std::move(one));
    return shown;
  });
  return all;
}

std::string OutputScreen::redacted(std::string_view text) const {
  return secrets_ ? secrets_->redact(text) : std::string(text);
}

Json OutputScreen::without_secrets(Json value) const {
  if (secrets_) {
    change_strings(value, [&](const std::string& text) { return secrets_->redact(text); });
  }
  return value;
}

Json OutputScreen::for_viewers(Json value) const {
  change_strings(value,
                 [&](const std::string& text) { return without_home_paths(redacted(text)); });
  return value;
}

OutputScreen::Stream OutputScreen::words() const {
  return Stream(secrets_, guard_, true);
}

OutputScreen::Stream OutputScreen::data(bool rules) const {
  return Stream(secrets_, rules ? guard_ : nullptr, false);
}

OutputScreen::Stream::Stream(std::shared_ptr<const Secrets> secrets, const Guard* guard,
                             bool hides_homes)
    : redactor_(or_known_shapes(std::move(secrets))), rules_(guard), hides_homes_(hides_homes) {}

std::string OutputScreen::Stream::take(std::string_view piece) {
  std::string text = rules_.take(redactor_.take(piece));
  return hides_homes_ ? homes_.take(text) : text;
}

std::string OutputScreen::Stream::finish() {
  std::string text = rules_.take(redactor_.finish());
  text += rules_.finish();
  if (!hides_homes_) return text;
  std::string shown = homes_.take(text);
  return shown += homes_.finish();
}

}  // namespace mcp::bridge
