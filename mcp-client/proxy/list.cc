#include "list.hpp"

#include <set>
#include <utility>

namespace mcp::proxy {
namespace {

constexpr std::size_t most_items = 100'000;
constexpr std::size_t most_pages = 1'000;
constexpr std::size_t most_bytes = std::size_t{64} << 20;

Error too_large(const std::string& method) {
  return Error(ErrorCode::protocol_violation, "The server's " + method + " has too many items");
}

class Collection : public std::enable_shared_from_this<Collection> {
 public:
  Collection(std::shared_ptr<ServerLink> link, std::string method, std::string member,
             std::chrono::milliseconds timeout, std::function<void(Result<Json>)> done)
      : link_(std::move(link)),
        method_(std::move(method)),
        member_(std::move(member)),
        timeout_(timeout),
        done_(std::move(done)) {}

  void start() {
    link_->use([self = shared_from_this()](Result<Client*> client) {
      if (!client) return self->done_(client.error());
      if (!self->is_offered(**client)) return self->done_(Json::array());
      self->request(**client, nullptr);
    });
  }

 private:
  // The capability of resources/templates/list is `resources`, too.
  bool is_offered(const Client& client) const {
    const Json result = client.server_info().result;
    const auto capabilities = result.is_object() ? result.find("capabilities") : result.end();
    const std::string name = method_.substr(0, method_.find('/'));
    return capabilities == result.end() || capabilities->contains(name);
  }

  void request(Client& client, Json params) {
    client.start_request(method_, std::move(params), {.timeout = timeout_},
                         [self = shared_from_this(), &client](Result<Json> page) {
                           if (!page) return self->done_(std::move(page).error());
                           self->add(client, *page);
                         });
  }

  void add(Client& client, const Json& page) {
    const auto list = page.find(member_);
    if (list == page.end() || !list->is_array()) {
      return done_(Error(ErrorCode::protocol_violation,
                         "The server's response to " + method_ + " has no list"));
    }
    bytes_ += to_text(*list).size();
    for (const auto& item : *list) items_.push_back(item);
    if (++pages_ > most_pages || items_.size() > most_items || bytes_ > most_bytes) {
      return done_(too_large(method_));
    }
    const Json cursor = page.value("nextCursor", Json());
    // A server that repeats a cursor would never end.
    if (!cursor.is_string() || !cursors_.insert(cursor.get<std::string>()).second) {
      return done_(std::move(items_));
    }
    request(client, {{"cursor", cursor}});
  }

  const std::shared_ptr<ServerLink> link_;
  const std::string method_;
  const std::string member_;
  const std::chrono::milliseconds timeout_;
  const std::function<void(Result<Json>)> done_;
  Json items_ = Json::array();
  std::set<std::string> cursors_;
  std::size_t pages_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

void collect_list(const std::shared_ptr<ServerLink>& link, std::string method, std::string member,
                  std::chrono::milliseconds timeout, std::function<void(Result<Json>)> done) {
  std::make_shared<Collection>(link, std::move(method), std::move(member), timeout, std::move(done))
      ->start();
}

}  // namespace mcp::proxy
