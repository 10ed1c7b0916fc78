internal import CLibYAML

/// What libyaml reports about a document, one event after the other.
struct YAMLEvent {
    let kind: Kind
    let start: YAMLMark
    let end: YAMLMark

    enum Kind {
        case streamStart, streamEnd
        case documentStart(hasDirectives: Bool)
        case documentEnd
        case alias(name: String)
        case scalar(text: String, quoted: Bool, Properties)
        case sequenceStart(Properties)
        case mappingStart(Properties)
        case sequenceEnd, mappingEnd
    }

    /// What may stand before a node: `&anchor` and `!tag`.
    struct Properties {
        let anchor: String?
        let tag: String?
    }
}
