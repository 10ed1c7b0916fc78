import DataSnapshots
import ForecastCore
import Testing

@Suite("queries that depend on the clock or on chance") struct QueryChanceTests {
    private func complaint(_ query: String) throws -> [Diagnostic] {
        let block = query.split(separator: "\n").map { "  \($0)\n" }.joined()
        return try complaints {
            try TemporaryProject(
                yaml: """
                    format: sql
                    files: [t.csv]
                    frequency: weekly
                    columns: {series: sku, time: week, targets: [y]}
                    query: |
                    \(block)
                    """, files: ["t.csv": "sku,week,y\na,2024-01-01,1\n"]
            ).open()
        }
    }

    @Test(
        "are told with the word and its place",
        arguments: [
            ("SELECT random ()", "random()", 6, 10), ("SELECT\n  x + NOW()", "NOW()", 7, 9),
            ("SELECT localtime", "localtime", 6, 10), ("SELECT 'a' || uuid()", "uuid()", 6, 17),
            ("SELECT \"now\", today()", "today()", 6, 17), ("FROM t TABLESAMPLE 5%", "TABLESAMPLE", 6, 10),
            ("FROM t USING SAMPLE 5", "SAMPLE", 6, 16), ("SELECT /* x */ uuidv7()", "uuidv7()", 6, 18),
            ("SELECT $a$ it's $a$, random()", "random()", 6, 24),
        ])
    func found(query: String, word: String, line: Int, column: Int) throws {
        let found = try complaint(query)
        #expect(found.codes == ["D262"] && found[0].message.hasPrefix("\(word) gives"), "\(found.rendered)")
        #expect(found[0].location?.line == line && found[0].location?.column == column, "\(found.rendered)")
    }

    @Test(
        "texts, quoted names, comments and columns of such names are none",
        arguments: [
            "SELECT 'now()', \"random()\" FROM t", "SELECT x -- random()\nFROM t", "SELECT /* uuid() */ 1",
            "SELECT $$now()$$", "SELECT now, random, s.localtime, sample FROM s", "SELECT 'it''s now()'",
            "SELECT known(1), 'unclosed now()", "SELECT $1 + now",
        ])
    func others(query: String) throws { #expect(try complaint(query).isEmpty) }
}
