#include "bridge/guard/output_screen.hpp"

#include <utility>

#include "mcp/never_destroyed.hpp"

namespace mcp::bridge {
namespace {

std::shared_ptr<const Secrets> or_known_shapes(std::shared_ptr<const Secrets> secrets) {
  static const auto& shapes = never_destroyed(std::make_shared<const Secrets>());
  return secrets ? std::move(secrets) : shapes;
}

/// Whether the member holds base64 data, such as an image: these may look like a key by chance.
bool is_data(const Json& object, const std::string& name) {
  return (name == "data" || name == "blob") &&
         (object.contains("mimeType") || object.contains("media_type"));
}

// Keeps names distinct that became equal by redaction, so that no member is lost.
std::string free_name(const Json& object, std::string name) {
  std::string free = name;
  for (int i = 2; object.contains(free); ++i) free = name + " (" + std::to_string(i) + ')';
  return free;
}

/// Changes each string in `value`: with `change_data` the base64 data, with `change` all others.
template <class Change, class ChangeData>
void change_strings(Json& value, const Change& change, const ChangeData& change_data) {
  if (value.is_string()) {
    value = change(value.get_ref<const std::string&>());
  } else if (value.is_array()) {
    for (Json& each : value) change_strings(each, change, change_data);
  } else if (value.is_object()) {
    Json changed = Json::object();
    for (auto& [name, member] : value.items()) {
      if (is_data(value, name)) {
        change_strings(member, change_data, change_data);
      } else {
        change_strings(member, change, change_data);
      }
      changed[free_name(changed, change(name))] = std::move(member);
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
  const auto checked = [&](const std::string& text) {
    GuardVerdict one = check(text);
    std::string shown = std::move(one.text);
    add(all, std::move(one));
    return shown;
  };
  change_strings(value, checked, values_redacted());
  return all;
}

std::string OutputScreen::redacted(std::string_view text) const {
  return secrets_ ? secrets_->redact(text) : std::string(text);
}

Json OutputScreen::without_secrets(Json value) const {
  const auto redact = [this](const std::string& text) { return redacted(text); };
  if (secrets_) change_strings(value, redact, values_redacted());
  return value;
}

Json OutputScreen::without_values(Json value) const {
  if (secrets_) change_strings(value, values_redacted(), values_redacted());
  return value;
}

std::function<std::string(const std::string&)> OutputScreen::values_redacted() const {
  return [secrets = secrets_](const std::string& text) {
    return secrets ? secrets->redact_values(text) : text;
  };
}

Json OutputScreen::for_viewers(Json value) const {
  const auto hide = [this](const std::string& text) { return without_home_paths(redacted(text)); };
  change_strings(value, hide, values_redacted());
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
