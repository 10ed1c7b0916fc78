internal import LocatedYAML

/// A block as far as it could be read.
struct SpecDraft<Block: SpecBlock> {
    /// Defaults stand where a key was left out or did not fit.
    var block = Block()
    private var nodes: [String: YAMLNode] = [:]
    private var isWhole = true

    /// What the value of `key` was read from; nil where it was left out or did not fit.
    func node(_ key: String) -> YAMLNode? { nodes[key] }

    /// Nil where something is missing or unfit that the block means nothing without.
    var whole: Block? { isWhole ? block : nil }

    /// Keys are read in the order in which messages list them. What follows from others is filled in from the last one
    /// up, so that the number of windows may follow from the step between them.
    init(_ section: inout MappingReader, _ parser: inout SpecParser) {
        var open: [SpecKey<Block>] = []
        for key in Block.keys {
            guard let node = section.node(key.name, required: key.need.requirement) else {
                if key.need.isRequired { isWhole = false } else { open.append(key) }
                continue
            }
            if key.read(node, section.path(of: key.name), &block, &parser) {
                nodes[key.name] = node
            } else if !key.need.isOptional {
                isWhole = false
            }
        }
        section.finish(&parser.diagnostics)
        guard isWhole else { return }
        for key in open.reversed() where !key.fill(&block, &parser) { isWhole = false }
    }
}
