/// The frame and the parts that all pages share: one file each, without script or anything from elsewhere.
enum HTMLDocument {
    static func render(title: String, body: [HTMLNode]) -> String {
        let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        let head = [
            element("meta", ["charset": "utf-8"]),
            element("meta", ["http-equiv": "Content-Security-Policy", "content": policy]),
            element("meta", ["name": "color-scheme", "content": "light dark"]),
            element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
            element("title", text: title),
            element("style", [:], [.verbatim(HTMLStyle.sheet)]),
        ]
        var output = "<!DOCTYPE html>\n"
        element("html", ["lang": "en"], [element("head", [:], head), element("body", [:], body)])
            .write(to: &output)
        return output + "\n"
    }

    /// A section with a title and one sentence on how to read it.
    /// - Parameter id: what links to it; of letters and hyphens.
    static func section(_ title: String, id: String, note: String, _ content: [HTMLNode]) -> HTMLNode {
        element(
            "section", ["id": id],
            [
                element("h2", text: title),
                note.isEmpty ? .nothing : element("p", ["class": "note"], text: note),
            ] + content)
    }

    /// Links to the sections among `nodes`; nothing for a page that needs none.
    static func contents(of nodes: [HTMLNode]) -> HTMLNode {
        let links = nodes.flatMap(sections).compactMap { node -> HTMLNode? in
            guard case .element("section", let attributes, let children) = node,
                let id = attributes.first(where: { $0.name == "id" })?.value,
                case .element("h2", _, let title)? = children.first
            else { return nil }
            return element("li", [:], [element("a", ["href": "#\(id)"], title)])
        }
        guard links.count > 3 else { return .nothing }
        return element("nav", ["aria-label": "Contents"], [element("ul", ["class": "contents"], links)])
    }

    /// Sections that stand side by side where the window is wide; those without content take no room.
    static func beside(_ sections: [HTMLNode]) -> HTMLNode {
        let shown = sections.filter { !$0.isNothing }
        return shown.count > 1 ? element("div", ["class": "beside"], shown) : .group(shown)
    }

    private static func sections(in node: HTMLNode) -> [HTMLNode] {
        switch node {
        case .element("section", _, _): [node]
        case .element(_, _, let children), .group(let children): children.flatMap(sections)
        default: []
        }
    }

    /// A table that scrolls on its own where it is wider than the page, and says so there: `many` columns on a
    /// phone, `wide` ones on a small window. The style `snug` is for one that fits all the same. Who has no mouse scrolls
    /// it by the arrow keys, so it takes the focus and has a name (WCAG 2.1, 2.1.1).
    static func table(_ titles: [HTMLNode], _ rows: [HTMLNode], caption: String? = nil, style: String = "")
        -> HTMLNode
    {
        let width = titles.count > 8 ? "many wide" : titles.count > 4 ? "many" : ""
        let styles = ["scroll", width, style].filter { !$0.isEmpty }
        let name =
            caption ?? "Table of " + titles.map(\.plainText).filter { !$0.isEmpty }.joined(separator: ", ")
        return element(
            "div",
            [
                "class": styles.joined(separator: " "), "tabindex": "0", "role": "region",
                "aria-label": PlainText.truncated(name, to: 160),
            ],
            [
                element(
                    "table", [:],
                    [
                        caption.map { element("caption", [:], [element("span", text: $0)]) } ?? .nothing,
                        element("thead", [:], [element("tr", [:], titles)]), element("tbody", [:], rows),
                    ])
            ])
    }

    /// Titles of columns; true for columns of numbers.
    static func columns(_ titles: [(String, Bool)]) -> [HTMLNode] {
        // A title without words is none.
        titles.map {
            $0.0.isEmpty
                ? element("td")
                : element("th", ["class": $0.1 ? "n" : "", "scope": "col"], text: $0.0)
        }
    }

    static func number(_ text: String) -> HTMLNode { element("td", ["class": "n"], text: text) }

    /// A user's name that keeps its direction to itself, shortened where a long one would push the rest away.
    static func name(_ text: String, to limit: Int = 40) -> HTMLNode {
        element("bdi", text: PlainText.truncated(PlainText.sanitised(text), to: limit))
    }

    static func tile(_ title: String, _ value: String, _ detail: String) -> HTMLNode {
        element(
            "div", [:],
            [
                element("dt", text: title), element("dd", [:], [element("bdi", text: value)]),
                element("dd", ["class": "detail"], text: detail),
            ])
    }
}
