#include "io/trusted_path.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "support/scratch.hpp"

namespace mcp {
namespace {

namespace fs = std::filesystem;

constexpr uid_t another = 65'534;

struct PathCase {
  const char* name;
  mode_t mode;  // of the directory above
  uid_t owner;
  gid_t group;
  const char* error;
};

class TrustedParents : public testing::TestWithParam<PathCase> {};

TEST_P(TrustedParents, KeepOthersFromReplacingADirectory) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give directories to another user";
  const test::Scratch scratch;
  const fs::path above = fs::canonical(scratch.path()) / "above";
  const fs::path directory = above / "between" / "directory";
  fs::create_directories(directory);
  ASSERT_EQ(::chown(above.c_str(), GetParam().owner, GetParam().group), 0);
  ASSERT_EQ(::chmod(above.c_str(), GetParam().mode), 0);
  std::string error;
  try {
    require_trusted_parents(directory);
  } catch (const std::runtime_error& untrusted) {
    error = untrusted.what();
  }
  const std::string wanted = GetParam().error;
  EXPECT_EQ(error.empty(), wanted.empty()) << error;
  EXPECT_NE(error.find(wanted), std::string::npos) << error;
  EXPECT_EQ(error.find(above) != std::string::npos, !wanted.empty()) << error;
}

INSTANTIATE_TEST_SUITE_P(
    Io, TrustedParents,
    testing::Values(PathCase{"Own", 0755, 0, 0, ""}, PathCase{"Sticky", 01777, 0, 0, ""},
                    PathCase{"OwnGroupWrites", 0775, 0, 0, ""},
                    PathCase{"OtherGroupWrites", 0775, 0, another, "chmod go-w"},
                    PathCase{"OthersWrite", 0777, 0, 0, "chmod go-w"},
                    PathCase{"OfAnotherUser", 0755, another, 0, "belongs to another user"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace mcp
