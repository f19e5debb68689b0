#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "http_client/transfer_loop.hpp"
#include "mcp/client/token_provider.hpp"

namespace mcp::http::client {

class AuthorizedTransfer;

/// What an AuthorizedTransfer needs of its connection. On the loop's thread.
class TransferOwner {
 public:
  using Id = std::uint64_t;

  virtual ~TransferOwner() = default;
  virtual TokenProvider& provider() = 0;
  virtual TransferLoop& loop() = 0;
  /// Whether transfers do not wait for credentials any more.
  virtual bool is_stopped() const = 0;
  /// The transfer is sent with this `Authorization`; empty: without one.
  virtual void sending(const std::string& authorization) = 0;
  /// The transfer waits for new credentials.
  virtual void wait(std::shared_ptr<AuthorizedTransfer> transfer,
                    AuthorizationChallenge challenge) = 0;
  /// The transfer has ended.
  virtual void finished(Id id) = 0;
};

/// One request with credentials, until the response that its handler gets. On the loop's thread.
class AuthorizedTransfer final : public ResponseHandler,
                                 public std::enable_shared_from_this<AuthorizedTransfer> {
 public:
  AuthorizedTransfer(TransferOwner& owner, TransferOwner::Id id, HttpRequest request,
                     std::shared_ptr<ResponseHandler> handler);

  /// Sends the request with the provider's current credentials.
  void send();
  void cancel();
  TransferOwner::Id id() const { return id_; }
  /// The provider could not help: passes on the response that was kept, or sends the request
  /// without new credentials if there is none yet.
  void give_up();
  void fail(const Error& error);

  void head(const ResponseHead& head) override;
  void body(std::string_view bytes) override;
  void done(const std::string& failure) override;

 private:
  bool demands_authorization(const ResponseHead& head) const;
  void finish();

  TransferOwner& owner_;
  const TransferOwner::Id id_;
  const HttpRequest request_;
  const std::shared_ptr<ResponseHandler> handler_;
  std::optional<TransferLoop::Id> transfer_;
  std::string authorization_;              // as sent
  int sent_ = 0;                           // how often
  std::optional<ResponseHead> rejection_;  // the head of a response that is kept
  std::string kept_;                       // its body
  bool ended_ = false;
};

}  // namespace mcp::http::client
