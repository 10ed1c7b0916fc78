import Foundation
import Testing

/// Names that try to become something else where they are shown.
@Suite("Hostile names stay names", .serialized) struct HostileNamesTests {
    /// Ids of series and values of attributes; the reader lets all of these pass.
    static let names = [
        "<script>alert(1)</script>", "\"onmouseover=\"alert(1)", "\"\u{308} onload=alert(1) x=\"",
        "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "'quoted", "-7",
        "a\u{202E}gpj.exe", "zero\u{200B}width", "bar|bar\u{308}|`code`", "*bold* [x](http://a.b)",
        "line\u{2028}line", "a,b;\"c\"", String(repeating: "long ", count: 190),
        "zalgo" + String(repeating: "\u{301}", count: 300),
    ]
    static let description =
        "<img src=x onerror=alert(1)> \\u001b]0;title\\u0007 \\u001b[2J \\u202e | `x` =1+1 \\nsecond line"

    private func makeProject() throws -> ScratchProject {
        let project = try ScratchProject(spec: nil)
        try FileManager.default.createDirectory(
            atPath: project.path("datasets/evil"), withIntermediateDirectories: true)
        var rows = "sku,week,volume,price,group\n"
        for (index, name) in Self.names.enumerated() {
            // By scalars: a quote with a combining mark is a quote to a CSV reader.
            let doubled = name.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
            let cell = "\"\(doubled)\""
            for week in 0..<30 {
                let day = Date(timeIntervalSince1970: 1_609_718_400 + Double(week) * 604_800)
                let date = day.formatted(.iso8601.year().month().day())
                rows += "\(cell),\(date),\((week * 7 + index * 3) % 11 + 1),2.5,\(cell)\n"
            }
        }
        try project.write(rows, to: "datasets/evil/rows.csv")
        try project.write(
            """
            description: "\(Self.description)"
            license: "\(Self.description)"
            format: csv
            files: [rows.csv]
            frequency: weekly
            columns: {series: sku, time: week, targets: {volume: volume}, known_ahead: [price], static: [group]}

            """, to: "datasets/evil/dataset.yaml")
        try project.write(
            """
            experiment: evil
            description: "\(Self.description)"
            seed: 1
            data: {dataset: evil, targets: [volume]}
            features:
              f: {lags: [1, 2], categorical: [group]}
            models:
              naive: {kind: naive}
              ses: {kind: ses, paths: 50}
            backtest: {horizon: 4, windows: 2, step: 4}
            promotion: {champion: naive, challengers: [ses], metric: wape}

            """, to: "experiments/evil.yaml")
        return project
    }

    /// No character in `text` can move a cursor, end a line or reorder its neighbours.
    private func expectPlain(
        _ text: String, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = text.unicodeScalars.filter { scalar in
            if scalar == "\n" { return false }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: return true
            default: return false
            }
        }
        #expect(
            found.isEmpty, "\(what): \(found.map { String($0.value, radix: 16) })",
            sourceLocation: sourceLocation)
    }

    @Test("in every file of a run and everything a command prints")
    func everywhere() throws {
        let project = try makeProject()
        try project.succeed(["data", "snapshot", "evil"])
        var outputs = [try project.succeed(["data", "show", "evil"]).output]
        outputs.append(try project.succeed(["data", "check", "evil"]).output)
        outputs.append(try project.succeed(["plan", "experiments/evil.yaml"]).output)
        let run = try project.succeed(["run", "experiments/evil.yaml"])
        outputs += [run.output, run.errors]
        outputs.append(
            try project.succeed(["cache", "explain", "experiments/evil.yaml", "--set", "models.ses.paths=60"])
                .output)
        try project.succeed(["run", "experiments/evil.yaml", "--set", "description=\"\(Self.description)x\""])
        let runs = try FileManager.default.contentsOfDirectory(atPath: project.path("results/evil"))
            .filter { $0 != "latest" }.sorted()
        outputs.append(
            try project.succeed(["compare"] + runs.map { "results/evil/\($0)" }).output)
        for name in Self.names {
            outputs.append(
                try project.succeed(["features", "show", "experiments/evil.yaml", "--series=\(name)"]).output)
        }
        outputs.append(
            try project.run(["features", "show", "experiments/evil.yaml", "--series=\u{1B}[2Jx"]).errors)
        outputs.append(try project.run(["run", "experiments/\u{1B}[2J\u{202E}.yaml"]).errors)
        outputs += try verifications(in: project)
        for output in outputs { expectPlain(output, "terminal") }
        for file in ["report.html", "report.md", "report.json", "manifest.json", "spec.resolved.yaml"] {
            expectPlain(try project.read("results/evil/latest/\(file)"), file)
        }
        for file in ["report.json", "manifest.json"] {
            #expect(!(try project.json(file, experiment: "evil")).isEmpty)
        }
        try checkHTML(try project.read("results/evil/latest/report.html"))
        try checkMarkdown(try project.read("results/evil/latest/report.md"))
        try checkCSV(try project.read("results/evil/latest/forecasts.csv"))
    }

    /// What `verify` says of a run that is as it was, of one whose values were changed, and of the canary.
    private func verifications(in project: ScratchProject) throws -> [String] {
        var outputs: [String] = []
        for options in [[], ["--canary"], ["--json"]] {
            let result = try project.succeed(["verify", "results/evil/latest"] + options)
            outputs += [result.output, result.errors]
        }
        let path = "results/evil/latest/forecasts.csv"
        let kept = try project.read(path)
        // The digit before the last line end of every name's rows in turn: each name is quoted once.
        let lines = kept.split(separator: "\n", omittingEmptySubsequences: false)
        let perName = (lines.count - 2) / Self.names.count
        for name in Self.names.indices {
            var changed = lines
            changed[1 + name * perName] += "9"
            try project.write(changed.joined(separator: "\n"), to: path)
            for options in [[], ["--json"]] {
                let result = try project.run(["verify", "results/evil/latest"] + options)
                #expect(result.status == 1, "\(result.errors)")
                outputs += [result.output, result.errors]
            }
        }
        try project.write(kept, to: path)
        return outputs
    }

    /// Markup is ours alone: the tags are known ones, and no text follows an attribute's closing quote.
    private func checkHTML(_ page: String) throws {
        #expect(
            page.contains(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:\">"
            ))
        let ours: Set<String> = [
            "html", "head", "body", "meta", "title", "style", "h1", "h2", "h3", "p", "section", "table",
            "thead",
            "tbody", "tr", "th", "td", "caption", "bdi", "span", "b", "strong", "em", "i", "a", "ul", "ol",
            "li",
            "div", "figure", "figcaption", "svg", "g", "path", "line", "circle", "rect", "polyline",
            "polygon",
            "text", "tspan", "code", "pre", "dl", "dt", "dd", "small", "br", "header", "footer", "main",
            "nav",
            "details", "summary", "desc", "col", "colgroup", "abbr", "aside", "article", "sub", "sup",
        ]
        let text = page.replacing("<!DOCTYPE html>", with: "")
        let body = text.replacing(#/<style>[^<]*</style>/#, with: "")
        var tags = 0
        for match in body.matches(of: #/</?([A-Za-z0-9]*)([^<>]*)>/#) {
            tags += 1
            #expect(ours.contains(String(match.1)), "<\(match.1)\(match.2)>")
            let attributes = String(match.2).replacing(#/\ [A-Za-z0-9:-]+="[^"]*"/#, with: "")
            #expect(attributes == "" || attributes == "/", "<\(match.1)\(match.2)>")
            #expect(match.2.firstMatch(of: #/\ [oO][nN][a-zA-Z]*=/#) == nil, "<\(match.1)\(match.2)>")
        }
        #expect(tags > 100 && body.count { $0 == "<" } == tags)
    }

    /// Every row of a table has as many cells as its header, and nothing is live HTML.
    private func checkMarkdown(_ page: String) throws {
        var columns: Int?
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("|") else {
                columns = nil
                continue
            }
            // By scalars, as a Markdown reader cuts them.
            let scalars = Array(line.unicodeScalars)
            let bars = scalars.indices.count { scalars[$0] == "|" && ($0 == 0 || scalars[$0 - 1] != "\\") }
            #expect(bars == columns ?? bars, "\(line)")
            columns = bars
        }
        #expect(!page.contains("<script") && !page.contains("<img"))
    }

    /// No cell is a formula, and dropping one leading apostrophe gives every id back.
    private func checkCSV(_ text: String) throws {
        var ids: Set<String> = []
        for row in Self.rows(of: text).dropFirst() {
            for cell in row where Double(cell) == nil {
                #expect(!["=", "+", "-", "@", "\t", "\r"].contains { cell.hasPrefix($0) }, "\(cell)")
            }
            let id = row[0]
            ids.insert(id.hasPrefix("'") ? String(id.unicodeScalars.dropFirst()) : id)
        }
        #expect(ids == Set(Self.names))
    }

    /// RFC 4180, by scalars.
    static func rows(of text: String) -> [[String]] {
        let scalars = Array(text.unicodeScalars)
        var rows: [[String]] = []
        var row: [String] = []
        var cell = String.UnicodeScalarView()
        var isQuoted = false
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            let isDoubled = scalar == "\"" && index + 1 < scalars.count && scalars[index + 1] == "\""
            switch scalar {
            case "\"" where isQuoted && isDoubled:
                cell.append(scalar)
                index += 1
            case "\"": isQuoted.toggle()
            case "," where !isQuoted, "\n" where !isQuoted:
                row.append(String(cell))
                cell = String.UnicodeScalarView()
                if scalar == "\n" {
                    rows.append(row)
                    row = []
                }
            default: cell.append(scalar)
            }
            index += 1
        }
        return rows
    }

    @Test("control characters and endless names are refused where the data comes in")
    func refused() throws {
        let project = try makeProject()
        let head = "sku,week,volume,price,group\n"
        for cell in [
            "a\u{1B}[2J", "\"a\nb\"", String(repeating: "x", count: 10_000), "a\u{7F}", "\u{9B}31mred",
            "a\u{80}", "a\u{85}b", "\u{9F}",
        ] {
            for row in ["\(cell),2021-01-04,1,1,g\n", "s,2021-01-04,1,1,\(cell)\n"] {
                try project.write(head + row, to: "datasets/evil/rows.csv")
                let result = try project.run(["data", "check", "evil"])
                #expect(result.status == 3 && result.errors.contains("error[D209]"), "\(result.errors)")
                expectPlain(result.errors, "terminal")
                #expect(result.errors.utf8.count < 4000)
            }
        }
    }

    @Test("a first experiment from a hostile file reads back, and its YAML is what was meant")
    func initialise() throws {
        let project = try ScratchProject(spec: nil)
        var rows = "\"sku\nfiles: [/etc/passwd]\",week,\"volume\"\" }\",\"=price\u{202E}\"\n"
        for week in 0..<40 {
            let day = Date(timeIntervalSince1970: 1_609_718_400 + Double(week) * 604_800)
            rows += "<b>a,\(day.formatted(.iso8601.year().month().day())),\(week % 5 + 1),2\n"
        }
        let name = "sales \u{1B}[2J\u{202E}\nformat: tsf.csv"
        try project.write(rows, to: name)
        let result = try project.run(["init", name, "--name", "odd"])
        expectPlain(result.output + result.errors, "terminal")
        #expect(result.status == 0, "\(result.errors)")
        let yaml = try project.read("datasets/odd/dataset.yaml")
        expectPlain(yaml, "dataset.yaml")
        #expect(
            !yaml.split(separator: "\n").contains { $0.hasPrefix("format: tsf") || $0.hasPrefix("files: [/") }
        )
        expectPlain(try project.read("experiments/odd.yaml"), "spec")
        try project.succeed(["plan", "experiments/odd.yaml"])
    }
}
