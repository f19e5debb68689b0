#!/usr/bin/env python3
"""Tests check.py with rows that are wrong in each way, and with a small work tree."""

import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True  # the source tree may be read-only
import check

SPEC = ("id\tpage\tsection\tlevel\twho\tsentence\n"
        "a-01\ta\tA\tMUST\tclient\tone\n"
        "a-02\ta\tA\tSHOULD NOT\tboth\ttwo\n"
        "a-03\ta\tA\tMAY\t-\tthree\n"
        "a-04\ta\tA\tMUST\tserver\tfour\n")


def problems(*lines):
    rows, found = check.read_mapping("id\ttests\tnote\n" + "".join(line + "\n" for line in lines))
    return found + check.find_problems(check.read_spec(SPEC), rows, {"Suite.Test", "web:a.mjs: says; goes"})


class Rows(unittest.TestCase):
    good = ("a-01\tSuite.Test\t", "a-02\tmissing\tnot done yet", "a-03\tn/a\tbinds servers only")

    def test_good_rows_have_no_problem(self):
        self.assertEqual(problems(*self.good), [])

    def test_each_fault_is_found(self):
        faults = {
            "a-04\tSuite.Test\t": "line 5: a-04: not a sentence for clients",
            "b-01\tSuite.Test\t": "line 5: b-01: not a sentence for clients",
            "a-01\tSuite.Test\t": "line 5: a-01: mapped more than once",
            "a-01 Suite.Test": "line 5: 1 columns instead of 3",
            "": "line 5: 1 columns instead of 3",
        }
        for line, expected in faults.items():
            with self.subTest(line):
                self.assertIn(expected, problems(*self.good, line))

    def test_each_wrong_cell_is_found(self):
        faults = {
            "a-01\tSuite.Other\t": "there is no test `Suite.Other`",
            "a-01\tSuite.Test; Suite.Other\t": "there is no test `Suite.Other`",
            "a-01\t\t": "there is no test ``",
            "a-01\tn/a\t": "n/a needs a reason of at least 3 words",
            "a-01\tn/a\tbinds servers": "n/a needs a reason of at least 3 words",
            "a-01\tmissing\tnot yet": "missing needs a reason of at least 3 words",
        }
        for line, expected in faults.items():
            with self.subTest(line):
                self.assertEqual(problems(line, *self.good[1:]), [f"line 2: a-01: {expected}"])

    def test_what_is_not_mapped_is_found(self):
        self.assertEqual(problems(*self.good[:2]), ["a-03: not mapped"])

    def test_the_columns_are_checked(self):
        self.assertEqual(check.read_mapping("id\ttests\n")[1], ["line 1: the columns must be id, tests, note"])
        self.assertEqual(check.read_mapping("")[1], ["line 1: the columns must be id, tests, note"])

    def test_rows_are_counted_by_level(self):
        rows, _ = check.read_mapping("id\ttests\tnote\n" + "\n".join(self.good))
        counts = check.count(check.read_spec(SPEC), rows)
        self.assertEqual(dict(counts), {("MUST", "tests"): 1, ("SHOULD", "missing"): 1, ("MAY", "n/a"): 1})


class Tree(unittest.TestCase):
    files = {
        "tests/client/x_test.cc": "TEST(Plain, One) {}\nTEST_P(Many,\n       Two) {}\n// TEST(No, Test)\n",
        "tests/conformance/client/authorization_scenarios.cc": '{"auth/dpop", f}, "metadata-var1"',
        "tests/conformance/client/protocol_scenarios.cc": '{"tools_call", f}',
        "tests/interop/a_test.mjs": "it('goes on', f); it(`${a} says`, g); test.each(x)(\n  'later', h);",
        "bridge/web/src/b.test.tsx": 'test("it\'s shown", f)',
        "tests/lint/lint.py": "def check_includes(path):\n",
        "docs/x.md": "",
    }

    def test_names_are_those_of_the_sources(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in self.files.items():
                path = pathlib.Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            names = check.TestNames(folder)
            for name in ("Plain.One", "Many.Two", "conformance.client:auth/dpop", "conformance.client:tools_call",
                         "conformance.client:auth/metadata-var1", "interop:a_test.mjs: goes on",
                         "interop:a_test.mjs: ${a} says", "interop:a_test.mjs: later",
                         "web:b.test.tsx: it's shown", "lint:check_includes", "docs:docs/x.md"):
                self.assertIn(name, names)
            for name in ("", "No.Test", "Plain.Two", "conformance.client:auth/other", "interop:a_test.mjs: goes",
                         "interop:a_test.mjs", "interop:other.mjs: goes on", "lint:check", "docs:docs/y.md",
                         "other:Plain.One"):
                self.assertNotIn(name, names)

    def test_without_the_sentences_the_check_is_skipped(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(check.main([folder, folder]), 2)

    def test_a_whole_run_fails_and_passes(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in self.files.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            (root / "tests/requirements").mkdir()
            rows = "a-01\tPlain.One\t\na-02\tn/a\tnot for us\na-03\tn/a\tnot for us\n"
            for revision in check.REVISIONS:
                (root / f"normative-{revision}.tsv").write_text(SPEC)
                (root / f"tests/requirements/{revision}.tsv").write_text("id\ttests\tnote\n" + rows)
            self.assertEqual(check.main([folder, folder]), 0)
            wrong = rows.replace("Plain.One\t", "missing\tnot done yet")
            (root / f"tests/requirements/{check.REVISIONS[0]}.tsv").write_text("id\ttests\tnote\n" + wrong)
            limits, check.MAX_MISSING = check.MAX_MISSING, {"MUST": 0, "SHOULD": 0}
            self.assertEqual(check.main([folder, folder]), 1)
            check.MAX_MISSING = {"MUST": 1, "SHOULD": 0}
            self.assertEqual(check.main([folder, folder]), 0)
            check.MAX_MISSING = limits


if __name__ == "__main__":
    unittest.main()
