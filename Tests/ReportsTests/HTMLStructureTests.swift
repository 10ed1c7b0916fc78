import Reports
import Testing

@Suite("the structure of report.html")
struct HTMLStructureTests {
    @Test("holds what the HTML standard asks of our elements", arguments: FixtureReports.all.map(\.name))
    func structure(name: String) throws {
        let report = try #require(FixtureReports.all.first { $0.name == name }?.report)
        #expect(HTMLStructure.problems(in: HTMLReport.render(report)) == [])
    }

    @Test("the checker sees what it is for")
    func checker() {
        func problems(_ body: String) -> Int { HTMLStructure.problems(in: body).count }
        #expect(problems("<p><div></div></p>") == 1)
        #expect(problems("<ul><p></p></ul>") == 1)
        #expect(problems("<table><tbody><tr><span></span></tr></tbody></table>") == 1)
        #expect(problems("<b id=\"a\"></b><b id=\"a\"></b>") == 1)
        #expect(problems("<svg class=\"chart\"></svg>") == 1)
        #expect(problems("<marquee></marquee>") == 1)
        #expect(problems("<h2></h2><h4></h4>") == 1)
        #expect(problems("<details><p></p></details>") == 1)
        #expect(problems("<ul><li><b></b></li></ul>") == 0)
    }
}

/// The rules of the HTML standard that a page like ours can break: which element may stand in which, unique
/// ids, pictures with a name. A validator knows more; this needs no network.
enum HTMLStructure {
    private static let onlyChildren: [String: Set<String>] = [
        "html": ["head", "body"], "head": ["meta", "title", "style"], "ul": ["li"], "dl": ["div"],
        "table": ["caption", "thead", "tbody"], "thead": ["tr"], "tbody": ["tr"], "tr": ["th", "td"],
        "svg": ["text", "line", "circle", "rect", "polyline", "polygon", "path"], "title": [], "style": [],
    ]
    /// Text-level elements, which hold nothing but each other.
    private static let phrasing: Set<String> = ["a", "b", "i", "bdi", "span", "code", "br"]
    private static let phrasingParents: Set<String> =
        phrasing.union(["p", "h1", "h2", "h3", "h4", "dt", "dd", "caption", "th", "summary"])
    private static let known: Set<String> = phrasing.union([
        "html", "head", "meta", "title", "style", "body", "section", "nav", "h1", "h2", "h3", "h4", "p",
        "div", "dl",
        "dt", "dd", "ul", "li", "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary",
        "figure", "figcaption", "svg", "text", "line", "circle", "rect", "polyline", "polygon", "path",
    ])

    static func problems(in html: String) -> [String] {
        var problems: [String] = []
        var open: [String] = []
        var ids: Set<String> = []
        var heading = 0
        var isFirstChild = true
        for tag in HTMLChecker.tags(html) where !tag.hasPrefix("!") {
            if tag.hasPrefix("/") {
                open.removeLast(min(1, open.count))
                isFirstChild = false
                continue
            }
            let name = String(tag.prefix { $0.isLetter || $0.isNumber })
            if !known.contains(name) { problems.append("<\(name)> is none of our elements") }
            if let parent = open.last {
                if let allowed = onlyChildren[parent], !allowed.contains(name) {
                    problems.append("<\(name)> in <\(parent)>")
                } else if phrasingParents.contains(parent), !phrasing.contains(name) {
                    problems.append("<\(name)> in <\(parent)>, which holds text only")
                } else if parent == "details", isFirstChild, name != "summary" {
                    problems.append("<details> does not begin with its summary")
                }
            }
            if let id = attribute("id", of: tag), !ids.insert(id).inserted {
                problems.append("id \(id) twice")
            }
            if name == "svg", attribute("role", of: tag) != "img" || attribute("aria-label", of: tag) == nil {
                problems.append("a picture without a name")
            }
            if name.first == "h", let level = name.dropFirst().first?.wholeNumberValue {
                if heading > 0, level > heading + 1 { problems.append("<\(name)> after <h\(heading)>") }
                heading = level
            }
            if !tag.hasSuffix("/"), !["meta", "br"].contains(name) {
                open.append(name)
                isFirstChild = true
            } else {
                isFirstChild = false
            }
        }
        return problems
    }

    private static func attribute(_ name: String, of tag: Substring) -> String? {
        let parts = tag.split(separator: "\"", omittingEmptySubsequences: false)
        for index in stride(from: 0, to: parts.count - 1, by: 2) where parts[index].hasSuffix(" \(name)=") {
            return String(parts[index + 1])
        }
        return nil
    }
}
