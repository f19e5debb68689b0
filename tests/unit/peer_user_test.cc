#include "io/peer_user.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "io/descriptor.hpp"

namespace mcp {
namespace {

constexpr uid_t another_user = 65533;

/// An address with a port, for any family.
struct Address {
  sockaddr_storage bytes{};
  socklen_t size = 0;

  static Address of(int family, const char* text, std::uint16_t port) {
    Address address;
    address.bytes.ss_family = static_cast<sa_family_t>(family);
    if (family == AF_INET) {
      auto& v4 = reinterpret_cast<sockaddr_in&>(address.bytes);
      v4.sin_port = htons(port);
      ::inet_pton(family, text, &v4.sin_addr);
      address.size = sizeof v4;
    } else {
      auto& v6 = reinterpret_cast<sockaddr_in6&>(address.bytes);
      v6.sin6_port = htons(port);
      ::inet_pton(family, text, &v6.sin6_addr);
      address.size = sizeof v6;
    }
    return address;
  }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&bytes); }
};

/// How a client reaches a server.
struct Way {
  const char* name;
  int family;
  const char* listens;
  int client_family;
  const char* connects;
};

const Way ways[] = {
    {"V4", AF_INET, "127.0.0.1", AF_INET, "127.0.0.1"},
    {"V6", AF_INET6, "::1", AF_INET6, "::1"},
    {"V4ClientWithSocketOfV6", AF_INET, "127.0.0.1", AF_INET6, "::ffff:127.0.0.1"},
    {"V4ServerWithSocketOfV6", AF_INET6, "::ffff:127.0.0.1", AF_INET, "127.0.0.1"},
};

class PeerUser : public testing::TestWithParam<std::tuple<Way, bool>> {
 protected:
  void SetUp() override {
    pretend_no_sock_diag(std::get<1>(GetParam()));
    listening_.reset(::socket(way().family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const Address address = Address::of(way().family, way().listens, 0);
    if (::bind(listening_.get(), address.get(), address.size) != 0) {
      GTEST_SKIP() << "this machine has no IPv6";
    }
    ASSERT_EQ(::listen(listening_.get(), 4), 0);
    sockaddr_in6 bound{};  // the port is at the same offset in both families
    socklen_t size = sizeof bound;
    ASSERT_EQ(::getsockname(listening_.get(), reinterpret_cast<sockaddr*>(&bound), &size), 0);
    port_ = ntohs(bound.sin6_port);
  }
  void TearDown() override { pretend_no_sock_diag(false); }

  const Way& way() const { return std::get<0>(GetParam()); }

  Descriptor connect() const {
    Descriptor client(::socket(way().client_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const Address address = Address::of(way().client_family, way().connects, port_);
    EXPECT_EQ(::connect(client.get(), address.get(), address.size), 0);
    return client;
  }
  Descriptor accept() const {
    return Descriptor(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  }

  Descriptor listening_;
  std::uint16_t port_ = 0;
};

TEST_P(PeerUser, OfThisProcess) {
  Descriptor client = connect();
  const Descriptor server = accept();
  EXPECT_EQ(peer_user(server.get()), ::geteuid());
  EXPECT_EQ(peer_user(client.get()), ::geteuid());
  // The client has closed only its sending side.
  ::shutdown(client.get(), SHUT_WR);
  EXPECT_EQ(peer_user(server.get()), ::geteuid());
  // The kernel reports root as the owner of a closed socket.
  client.reset();
  EXPECT_EQ(peer_user(server.get()), std::nullopt);
}

TEST_P(PeerUser, OfAResetConnection) {
  Descriptor client = connect();
  const Descriptor server = accept();
  const linger at_once{1, 0};
  ::setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  client.reset();
  EXPECT_EQ(peer_user(server.get()), std::nullopt);
}

TEST_P(PeerUser, OfAnotherUsersProcess) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  int release[2];
  ASSERT_EQ(::pipe(release), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(release[1]);
    if (::setresuid(another_user, another_user, another_user) != 0) ::_exit(1);
    const Descriptor client = connect();
    char end = 0;
    ::_exit(::read(release[0], &end, 1) == 0 ? 0 : 1);
  }
  ::close(release[0]);
  const Descriptor server = accept();
  EXPECT_EQ(peer_user(server.get()), another_user);
  ::close(release[1]);
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(peer_user(server.get()), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Io, PeerUser, testing::Combine(testing::ValuesIn(ways), testing::Bool()),
                         [](const auto& test) {
                           return std::get<0>(test.param).name +
                                  std::string(std::get<1>(test.param) ? "WithoutSockDiag" : "");
                         });

// When there is no such connection, the kernel returns a listening socket.
TEST(PeerUserOf, ConnectionThatDoesNotExist) {
  const Descriptor listening(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const Address any = Address::of(AF_INET, "127.0.0.1", 0);
  ASSERT_EQ(::bind(listening.get(), any.get(), any.size), 0);
  ASSERT_EQ(::listen(listening.get(), 1), 0);
  sockaddr_in bound{};
  socklen_t size = sizeof bound;
  ::getsockname(listening.get(), reinterpret_cast<sockaddr*>(&bound), &size);
  for (const bool without : {false, true}) {
    pretend_no_sock_diag(without);
    EXPECT_EQ(peer_user({"127.0.0.1", ntohs(bound.sin_port)}, {"127.0.0.1", 1}), std::nullopt);
    EXPECT_EQ(peer_user({"192.0.2.1", 1000}, {"127.0.0.1", 1}), std::nullopt);
    EXPECT_EQ(peer_user({"no address", 1000}, {"127.0.0.1", 1}), std::nullopt);
  }
  pretend_no_sock_diag(false);
  EXPECT_EQ(peer_user(-1), std::nullopt);
}

}  // namespace
}  // namespace mcp
