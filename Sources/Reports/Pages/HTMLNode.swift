/// A piece of an HTML or SVG document.
///
/// Text and attributes are escaped when the document is written and nowhere else, so no name from a
/// spec or a data set can become markup, and every element is closed.
indirect enum HTMLNode {
    case text(String)
    case element(String, [(name: String, value: String)], [HTMLNode])
    /// Written as it is: our own style sheet, never anything from a user.
    case verbatim(StaticString)
    /// Several pieces, or none, in a row.
    case group([HTMLNode])

    static let nothing = HTMLNode.group([])

    var isNothing: Bool {
        if case .group(let nodes) = self { return nodes.isEmpty }
        return false
    }

    /// What a reader sees of it, without marks.
    var plainText: String {
        switch self {
        case .text(let text): text
        case .verbatim: ""
        case .group(let nodes), .element(_, _, let nodes): nodes.map(\.plainText).joined()
        }
    }

    /// Appends the piece as UTF-8 text to `output`.
    /// - Parameter isCode: inside `code`, which people copy: every space stays what it is.
    func write(to output: inout String, isCode: Bool = false) {
        switch self {
        case .text(let text): output += HTMLText.escaped(isCode ? text : HTMLText.withUnitsJoined(text))
        case .verbatim(let text): output += text.description
        case .group(let nodes): for node in nodes { node.write(to: &output) }
        case .element(let name, let attributes, let children):
            output += "<\(name)"
            for attribute in attributes {
                output += " \(attribute.name)=\"\(Self.escaped(attribute))\""
            }
            if children.isEmpty, Self.isVoid(name) {
                output += name == "meta" || name == "br" ? ">" : "/>"
            } else {
                output += ">"
                for child in children { child.write(to: &output, isCode: name == "code") }
                output += "</\(name)>"
            }
            if Self.isBlock(name) { output += "\n" }
        }
    }

    /// A name that others chose, such as that of a series, shows no reader of tags an attribute of its own.
    private static func escaped(_ attribute: (name: String, value: String)) -> String {
        let text = HTMLText.escaped(attribute.value)
        guard attribute.name == "aria-label" || attribute.name == "title" else { return text }
        return text.split(separator: "=", omittingEmptySubsequences: false).joined(separator: "&#61;")
    }

    /// Elements without content: HTML's own, and shapes of SVG, which close themselves.
    private static func isVoid(_ name: String) -> Bool {
        ["meta", "br", "line", "path", "circle", "rect", "polyline", "polygon"].contains(name)
    }

    /// A line end after these keeps the file readable and changes no layout.
    private static func isBlock(_ name: String) -> Bool {
        [
            "meta", "title", "style", "head", "section", "h1", "h2", "h3", "p", "tr", "table", "svg",
            "figure", "li", "div",
        ]
        .contains(name)
    }
}

extension HTMLNode: ExpressibleByStringInterpolation {
    init(stringLiteral value: String) { self = .text(value) }
}

/// An element with children.
func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [HTMLNode] = []
) -> HTMLNode {
    .element(name, attributes.map { (name: $0.key, value: $0.value) }, children)
}

/// An element that holds text.
func element(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String) -> HTMLNode {
    element(name, attributes, [.text(text)])
}
