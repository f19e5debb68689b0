#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "http/authorized_transfer.hpp"
#include "http_client/transfer_loop.hpp"
#include "mcp/client/token_provider.hpp"

namespace mcp::http::client {

/// Starts the transfers of one connection with the credentials of its TokenProvider. A request that
/// the server rejects for want of authorization waits until the provider has obtained new
/// credentials, and is then repeated; requests that begin meanwhile wait, too. Without a provider
/// the transfers are those of the loop. On the loop's thread, unless stated otherwise.
/// Spec: 2026-07-28 basic/authorization, Error Handling.
class AuthorizedTransfers final : public TransferOwner {
 public:
  using TransferOwner::Id;

  /// `loop` may be used only after the constructor.
  AuthorizedTransfers(TransferLoop& loop, std::shared_ptr<TokenProvider> provider);
  ~AuthorizedTransfers() override;

  Id start(HttpRequest request, std::shared_ptr<ResponseHandler> handler);
  /// Ends the transfer; its handler is not called any more. An authorization for which no transfer
  /// waits any more is cancelled.
  void cancel(Id id);
  /// Whether the transfer waits for credentials, so that the server does not work on it.
  bool is_waiting(Id id) const;

  /// Whether the provider is obtaining credentials. Any thread.
  bool is_authorizing() const { return authorizing_; }
  /// How often transfers were sent with another `Authorization` than the one before. Any thread.
  std::uint64_t authorizations() const { return authorizations_; }
  /// Any thread: stops the provider. From then on transfers do not wait for it.
  void stop();
  /// Waits until the provider has returned. Not on the loop's thread.
  void join();

 private:
  TokenProvider& provider() override { return *provider_; }
  TransferLoop& loop() override { return loop_; }
  bool is_stopped() const override { return stop_.stop_requested(); }
  void sending(const std::string& authorization) override;
  void wait(std::shared_ptr<AuthorizedTransfer> transfer,
            AuthorizationChallenge challenge) override;
  void finished(Id id) override { transfers_.erase(id); }
  void authorize(AuthorizationChallenge challenge);
  void authorized(bool repeat, const std::optional<Error>& failure);
  void post_outcome(bool repeat, const std::optional<Error>& failure);

  /// A transfer that waits for credentials, and why.
  struct Waiting {
    std::shared_ptr<AuthorizedTransfer> transfer;
    AuthorizationChallenge challenge;
  };

  TransferLoop& loop_;
  const std::shared_ptr<TokenProvider> provider_;
  Id next_id_ = 1;
  std::map<Id, std::shared_ptr<AuthorizedTransfer>> transfers_;
  std::vector<Waiting> waiting_;
  std::atomic<bool> authorizing_ = false;
  std::string authorization_;  // of the last transfer
  std::atomic<std::uint64_t> authorizations_ = 0;
  std::stop_source stop_;
  std::stop_source authorization_stop_;  // of the current authorization
  std::thread worker_;
};

}  // namespace mcp::http::client
