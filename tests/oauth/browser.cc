#include "oauth/browser.hpp"

#include <httplib.h>

#include <map>
#include <regex>
#include <stdexcept>

namespace mcp::test {
namespace {

constexpr int max_pages = 20;

std::string origin_of(const std::string& url) {
  return url.substr(0, url.find('/', url.find("://") + 3));
}

class Browser {
 public:
  explicit Browser(std::string user) : user_(std::move(user)) {}

  std::string open(std::string url) {
    httplib::Params form;
    for (int pages = 0; pages < max_pages; ++pages) {
      const auto page = form.empty() ? get(url) : post(url, form);
      form.clear();
      if (page.status / 100 == 3) {
        url = absolute(page.get_header_value("Location"), url);
      } else if (const auto action = form_in(page.body); page.status == 200 && !action.empty()) {
        form = filled_in(page.body);
        url = absolute(action, url);
      } else {
        return (page.status == 200 ? "" : "HTTP " + std::to_string(page.status) + ' ') + page.body;
      }
    }
    return "too many pages";
  }

 private:
  httplib::Response get(const std::string& url) {
    httplib::Client client(origin_of(url));
    return taken(client.Get(path_of(url), cookies_for(url)), url);
  }

  httplib::Response post(const std::string& url, const httplib::Params& form) {
    httplib::Client client(origin_of(url));
    return taken(client.Post(path_of(url), cookies_for(url), form), url);
  }

  httplib::Response taken(const httplib::Result& result, const std::string& url) {
    if (!result) throw std::runtime_error("no response from " + url);
    const auto set = result->headers.equal_range("Set-Cookie");
    for (auto header = set.first; header != set.second; ++header) {
      const std::string pair = header->second.substr(0, header->second.find(';'));
      const auto equals = pair.find('=');
      cookies_[origin_of(url)][pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    return result.value();
  }

  // Without regard to the cookies' paths, which do not matter here.
  httplib::Headers cookies_for(const std::string& url) {
    std::string text;
    for (const auto& [name, value] : cookies_[origin_of(url)]) {
      text += (text.empty() ? "" : "; ") + name + '=' + value;
    }
    return text.empty() ? httplib::Headers() : httplib::Headers{{"Cookie", text}};
  }

  static std::string path_of(const std::string& url) {
    const std::string path = url.substr(origin_of(url).size());
    return path.empty() ? "/" : path;
  }

  static std::string absolute(const std::string& target, const std::string& base) {
    return target.starts_with('/') ? origin_of(base) + target : target;
  }

  static std::string form_in(const std::string& page) {
    std::smatch match;
    static const std::regex action("<form[^>]*action=\"([^\"]*)\"");
    return std::regex_search(page, match, action) ? match[1].str() : "";
  }

  httplib::Params filled_in(const std::string& page) const {
    if (page.find("name=\"login\"") == page.npos) return {{"prompt", "consent"}};
    return {{"prompt", "login"}, {"login", user_}, {"password", "any"}};
  }

  const std::string user_;
  std::map<std::string, std::map<std::string, std::string>> cookies_;  // by origin
};

}  // namespace

std::string log_in_with_browser(const std::string& url, const std::string& user) {
  return Browser(user).open(url);
}

std::string page_at(const std::string& url) {
  httplib::Client client(origin_of(url));
  const auto page = client.Get(url.substr(origin_of(url).size()));
  if (!page) throw std::runtime_error("no response from " + url);
  return page->body;
}

}  // namespace mcp::test
