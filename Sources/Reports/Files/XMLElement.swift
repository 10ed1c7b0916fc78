/// An element of an XML document.
///
/// Text and attributes are escaped when the document is written and nowhere else, so no name from a spec or a
/// data set can become markup, and every element is closed.
struct XMLElement {
    let name: String
    let attributes: [(name: String, value: String)]
    private var content: [Content] = []

    private enum Content {
        case text(String)
        case element(XMLElement)
    }

    init(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String = "",
        children: [XMLElement] = []
    ) {
        self.name = name
        self.attributes = attributes.map { (name: $0.key, value: $0.value) }
        content = (text.isEmpty ? [] : [.text(text)]) + children.map(Content.element)
    }

    /// The document with this element as its root: UTF-8, a line per element, a newline at the end.
    func document() -> String {
        var output = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        write(to: &output, indent: "")
        return output
    }

    private func write(to output: inout String, indent: String) {
        output += "\(indent)<\(name)"
        for attribute in attributes {
            output += " \(attribute.name)=\"\(XMLText.attribute(attribute.value))\""
        }
        guard !content.isEmpty else {
            output += "/>\n"
            return
        }
        output += ">"
        var isIndented = false
        for part in content {
            switch part {
            case .text(let text): output += XMLText.escaped(text)
            case .element(let element):
                if !isIndented { output += "\n" }
                isIndented = true
                element.write(to: &output, indent: indent + "  ")
            }
        }
        output += "\(isIndented ? indent : "")</\(name)>\n"
    }
}
