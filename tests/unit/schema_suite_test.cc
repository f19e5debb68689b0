// Runs the official JSON Schema test suite (npm @json-schema-org/tests).

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/schema.hpp"

namespace mcp {
namespace {

namespace fs = std::filesystem;

/// The reason why a group of tests cannot pass.
enum class Reason {
  remote,                 ///< Refers to another document; passes once that is bundled.
  remote_by_url,          ///< Refers to another document by an URL that is not its `$id`.
  other_dialect,          ///< Refers to a document in a dialect that is not supported.
  metaschema,             ///< Refers to the metaschema, which is not built in.
  custom_metaschema,      ///< Defines a dialect of its own.
  content_is_annotation,  ///< Expects `contentEncoding` and `contentMediaType` to be asserted.
};

/// A group that is expected to fail; the test fails if the group passes.
struct Exception {
  std::string_view dialect;
  std::string_view file;
  std::string_view group;
  Reason reason;
};

constexpr Exception exceptions[] = {
    {"draft2020-12", "defs.json", "validate definition against metaschema", Reason::metaschema},
    {"draft2020-12", "dynamicRef.json", "strict-tree schema, guards against misspelled properties",
     Reason::remote},
    {"draft2020-12", "dynamicRef.json",
     "tests for implementation dynamic anchor and reference link", Reason::remote},
    {"draft2020-12", "dynamicRef.json",
     "$ref and $dynamicAnchor are independent of order - $defs first", Reason::remote},
    {"draft2020-12", "dynamicRef.json",
     "$ref and $dynamicAnchor are independent of order - $ref first", Reason::remote},
    {"draft2020-12", "dynamicRef.json", "$ref to $dynamicRef finds detached $dynamicAnchor",
     Reason::remote},
    {"draft2020-12", "optional/cross-draft.json",
     "refs to historic drafts are processed as historic drafts", Reason::other_dialect},
    {"draft2020-12", "optional/format-assertion.json",
     "schema that uses custom metaschema with format-assertion: false", Reason::custom_metaschema},
    {"draft2020-12", "optional/format-assertion.json",
     "schema that uses custom metaschema with format-assertion: true", Reason::custom_metaschema},
    {"draft2020-12", "ref.json", "remote ref, containing refs itself", Reason::metaschema},
    {"draft2020-12", "refRemote.json", "remote ref", Reason::remote},
    {"draft2020-12", "refRemote.json", "fragment within remote ref", Reason::remote},
    {"draft2020-12", "refRemote.json", "anchor within remote ref", Reason::remote},
    {"draft2020-12", "refRemote.json", "ref within remote ref", Reason::remote},
    {"draft2020-12", "refRemote.json", "base URI change", Reason::remote},
    {"draft2020-12", "refRemote.json", "base URI change - change folder", Reason::remote},
    {"draft2020-12", "refRemote.json", "base URI change - change folder in subschema",
     Reason::remote},
    {"draft2020-12", "refRemote.json", "root ref in remote ref", Reason::remote},
    {"draft2020-12", "refRemote.json", "remote ref with ref to defs", Reason::remote},
    {"draft2020-12", "refRemote.json", "Location-independent identifier in remote ref",
     Reason::remote},
    {"draft2020-12", "refRemote.json",
     "retrieved nested refs resolve relative to their URI not $id", Reason::remote_by_url},
    {"draft2020-12", "refRemote.json", "remote HTTP ref with different $id", Reason::remote_by_url},
    {"draft2020-12", "refRemote.json", "remote HTTP ref with different URN $id",
     Reason::remote_by_url},
    {"draft2020-12", "refRemote.json", "remote HTTP ref with nested absolute ref", Reason::remote},
    {"draft2020-12", "refRemote.json", "$ref to $ref finds detached $anchor", Reason::remote},
    {"draft2020-12", "vocabulary.json",
     "schema that uses custom metaschema with with no validation vocabulary",
     Reason::custom_metaschema},
    {"draft2020-12", "vocabulary.json", "ignore unrecognized optional vocabulary",
     Reason::custom_metaschema},

    {"draft7", "definitions.json", "validate definition against metaschema", Reason::metaschema},
    {"draft7", "optional/content.json", "validation of string-encoded content based on media type",
     Reason::content_is_annotation},
    {"draft7", "optional/content.json", "validation of binary string-encoding",
     Reason::content_is_annotation},
    {"draft7", "optional/content.json", "validation of binary-encoded media type documents",
     Reason::content_is_annotation},
    {"draft7", "optional/cross-draft.json", "refs to future drafts are processed as future drafts",
     Reason::other_dialect},
    {"draft7", "ref.json", "remote ref, containing refs itself", Reason::metaschema},
    {"draft7", "refRemote.json", "remote ref", Reason::remote},
    {"draft7", "refRemote.json", "fragment within remote ref", Reason::remote},
    {"draft7", "refRemote.json", "ref within remote ref", Reason::remote},
    {"draft7", "refRemote.json", "base URI change", Reason::remote},
    {"draft7", "refRemote.json", "base URI change - change folder", Reason::remote},
    {"draft7", "refRemote.json", "base URI change - change folder in subschema", Reason::remote},
    {"draft7", "refRemote.json", "root ref in remote ref", Reason::remote},
    {"draft7", "refRemote.json", "remote ref with ref to definitions", Reason::remote},
    {"draft7", "refRemote.json", "Location-independent identifier in remote ref", Reason::remote},
    {"draft7", "refRemote.json", "retrieved nested refs resolve relative to their URI not $id",
     Reason::remote_by_url},
    {"draft7", "refRemote.json", "$ref to $ref finds location-independent $id", Reason::remote},
};

fs::path suite_directory() {
  if (const char* shared = std::getenv("MCP_SHARED")) {
    return fs::path(shared) / "json-schema-test-suite";
  }
  return fs::path(MCP_SOURCE_DIR) / ".." / "shared" / "json-schema-test-suite";
}

Json read_json(const fs::path& path) {
  std::ifstream file(path);
  return Json::parse(file);
}

/// The files of a folder and of its `optional` folder, except `optional/format`, because `format`
/// is an annotation.
std::vector<std::string> files_of(const fs::path& folder) {
  std::vector<std::string> names;
  for (const fs::path& base : {folder, folder / "optional"}) {
    for (const fs::directory_entry& entry : fs::directory_iterator(base)) {
      if (entry.path().extension() != ".json") continue;
      names.push_back(fs::relative(entry.path(), folder).string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string_view dialect_uri(const std::string& dialect) {
  return dialect == "draft7" ? "http://json-schema.org/draft-07/schema#"
                             : "https://json-schema.org/draft/2020-12/schema";
}

/// Adds `$schema`, which the suite's draft-07 schemas do not have.
Json with_dialect(Json schema, const std::string& dialect) {
  if (dialect == "draft7" && schema.is_object()) schema.emplace("$schema", dialect_uri(dialect));
  return schema;
}

/// The schema with the suite's remote documents as embedded resources.
Json with_remotes(Json schema, const std::string& dialect) {
  const fs::path folder = suite_directory() / "remotes";
  Json& definitions = schema[dialect == "draft7" ? "definitions" : "$defs"];
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = fs::relative(entry.path(), folder).generic_string();
    const bool of_dialect = name.starts_with(dialect + "/");
    const bool shared = !name.starts_with("draft") && !name.starts_with("v1/");
    if (entry.path().extension() != ".json" || (!of_dialect && !shared)) continue;
    Json document = read_json(entry.path());
    if (!document.is_object() || document.contains("$vocabulary")) continue;
    document.emplace("$id", "http://localhost:1234/" + name);
    definitions[name] = std::move(document);
  }
  return schema;
}

/// The failure of a group; empty if it passes.
std::string failure_in(const Json& schema, const Json& group, int& tests) {
  const auto validator = SchemaValidator::compile(schema);
  if (!validator) return std::string("does not compile: ") + validator.error().what();
  for (const Json& test : group["tests"]) {
    ++tests;
    const bool valid = test["valid"].get<bool>();
    const std::string name = "\"" + test["description"].get<std::string>() + "\"";
    if (validator->accepts(test["data"]) != valid) {
      return name + (valid ? " should be valid" : " should not be valid");
    }
    const auto violations = validator->violations(test["data"]);
    if (violations.empty() != valid) return name + " has the wrong violations";
    for (const SchemaViolation& violation : violations) {
      if (violation.message.empty()) return name + " has a violation without a message";
    }
  }
  return "";
}

const Exception* exception_for(const std::string& dialect, const std::string& file,
                               const std::string& group) {
  const auto found =
      std::find_if(std::begin(exceptions), std::end(exceptions), [&](const Exception& candidate) {
        return candidate.dialect == dialect && candidate.file == file && candidate.group == group;
      });
  return found == std::end(exceptions) ? nullptr : found;
}

class SchemaSuite : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    folder_ = suite_directory() / dialect_;
    if (!fs::exists(folder_)) {
      GTEST_SKIP() << "the JSON Schema test suite is not in " << folder_
                   << "; MCP_SHARED names the directory that holds json-schema-test-suite";
    }
  }

  template <class Visit>
  void for_each_group(Visit visit) {
    for (const std::string& file : files_of(folder_)) {
      for (const Json& group : read_json(folder_ / file)) {
        const auto description = group["description"].get<std::string>();
        SCOPED_TRACE(dialect_ + "/" + file + ": " + description);
        visit(group, exception_for(dialect_, file, description));
      }
    }
  }

  const std::string dialect_ = GetParam();
  fs::path folder_;
};

TEST_P(SchemaSuite, PassesButForTheListedExceptions) {
  int groups = 0;
  int tests = 0;
  std::vector<const Exception*> seen;
  for_each_group([&](const Json& group, const Exception* exception) {
    ++groups;
    int run = 0;
    const std::string failure = failure_in(with_dialect(group["schema"], dialect_), group, run);
    if (exception == nullptr) {
      tests += run;
      EXPECT_EQ(failure, "");
    } else {
      seen.push_back(exception);
      EXPECT_NE(failure, "") << "passes: remove the exception";
    }
  });
  for (const Exception& exception : exceptions) {
    const bool used = std::find(seen.begin(), seen.end(), &exception) != seen.end();
    EXPECT_TRUE(used || exception.dialect != dialect_)
        << "the suite has no group " << exception.file << ": " << exception.group;
  }
  std::cout << dialect_ << ": " << groups << " groups, " << seen.size() << " excepted, " << tests
            << " tests run\n";
}

TEST_P(SchemaSuite, PassesOnceRemoteDocumentsAreBundled) {
  int groups = 0;
  int tests = 0;
  for_each_group([&](const Json& group, const Exception* exception) {
    if (exception == nullptr || exception->reason != Reason::remote) return;
    ++groups;
    const Json schema = with_remotes(with_dialect(group["schema"], dialect_), dialect_);
    EXPECT_EQ(failure_in(schema, group, tests), "");
  });
  EXPECT_GT(groups, 0);
  std::cout << dialect_ << ": " << groups << " groups bundled, " << tests << " tests run\n";
}

INSTANTIATE_TEST_SUITE_P(Dialects, SchemaSuite, testing::Values("draft2020-12", "draft7"),
                         [](const auto& suite) {
                           const std::string name = suite.param;
                           return name == "draft7" ? "Draft07" : "Draft2020_12";
                         });

}  // namespace
}  // namespace mcp
