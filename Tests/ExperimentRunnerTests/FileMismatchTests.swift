import ExperimentRunner
import Files
import Foundation
import Testing

@Suite("the first difference of two files") struct FileMismatchTests {
    private func mismatch(_ old: String, _ new: String) throws -> FileMismatch? {
        let stem = FileManager.default.temporaryDirectory.appending(path: "mismatch-\(UUID().uuidString)")
            .path()
        defer { for end in [".old", ".new"] { try? FileManager.default.removeItem(atPath: stem + end) } }
        try old.write(toFile: stem + ".old", atomically: false, encoding: .utf8)
        try new.write(toFile: stem + ".new", atomically: false, encoding: .utf8)
        return try FileMismatch.first(old: stem + ".old", new: stem + ".new")
    }

    @Test("is none between equal ones")
    func equal() throws {
        #expect(try mismatch("", "") == nil)
        #expect(try mismatch("a\nb\n", "a\nb\n") == nil)
        let long = String(repeating: "0123456789abcde\n", count: 200_000)
        #expect(try mismatch(long, long) == nil)
    }

    @Test("names the line and what it holds")
    func lines() throws {
        #expect(try mismatch("a\nb\nc\n", "a\nx\nc\n") == FileMismatch(line: 2, old: "b", new: "x"))
        #expect(try mismatch("a\n", "a\nb\n") == FileMismatch(line: 2, old: nil, new: "b"))
        #expect(try mismatch("a", "") == FileMismatch(line: 1, old: "a", new: nil))
        #expect(try mismatch("abc\n", "abcd\n") == FileMismatch(line: 1, old: "abc", new: "abcd"))
    }

    @Test(
        "finds a place far into a file, wherever its pieces begin",
        arguments: [65_535, 65_536, 65_537, 131_072])
    func far(line: Int) throws {
        // Sixteen bytes a line: a mebibyte holds 65,536.
        let rows = Array(repeating: "0123456789abcde", count: 140_000)
        var changed = rows
        changed[line - 1] = "0123456789abcdX"
        #expect(
            try mismatch(rows.joined(separator: "\n"), changed.joined(separator: "\n"))
                == FileMismatch(line: line, old: "0123456789abcde", new: "0123456789abcdX"))
    }

    @Test("takes a row apart as RFC 4180 has it")
    func fields() {
        #expect(CSVRow.fields("a,,1.5") == ["a", "", "1.5"])
        #expect(CSVRow.fields("\"a,b\",\"say \"\"no\"\"\",") == ["a,b", "say \"no\"", ""])
        #expect(CSVRow.fields("") == [""])
    }
}
