package import ForecastCore

/// Reads one YAML document of the strict subset that specs and data sets are written in.
package enum YAMLDocument {
    /// The document's root, or nil where nothing can be read.
    ///
    /// Whatever lies outside the subset (an alias, a tag, a duplicate key, ...) is reported, and reading
    /// goes on where it can: a tree may come back together with errors, so that its reader can
    /// report its own in the same go. An alias reads as null; of duplicate keys the first one counts.
    package static func parse(
        _ bytes: [UInt8], file: String, limits: YAMLLimits = .standard,
        _ diagnostics: inout DiagnosticCollector
    ) -> YAMLNode? {
        guard bytes.count <= limits.bytes else {
            diagnostics.add(YAMLSubset.tooLarge(bytes.count, limit: limits.bytes, file: file))
            return nil
        }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        let source = SourceText(Array(content), file: file)
        if let fault = source.fault {
            diagnostics.add(YAMLSubset.describe(fault, bytes: bytes, in: source))
            return nil
        }
        if let line = source.conflictLine {
            diagnostics.add(YAMLSubset.conflict(at: line, in: source))
            return nil
        }
        guard let events = YAMLEventStream(content) else {
            diagnostics.add(Diagnostic(code: "E001", "there is no memory to read '\(file)'"))
            return nil
        }
        var composer = YAMLComposer(source: source, events: events, limits: limits)
        let root = try? composer.document()
        diagnostics.add(contentsOf: composer.problems)
        return root
    }
}

/// Builds the tree from libyaml's events.
private struct YAMLComposer {
    let source: SourceText
    let events: YAMLEventStream
    let limits: YAMLLimits
    var problems: [Diagnostic] = []
    var nodes = 0

    /// Reading cannot go on; the reason is the last of `problems`.
    struct Abandoned: Error {}

    mutating func document() throws(Abandoned) -> YAMLNode {
        _ = try next()  // the start of the stream
        let start = try next()
        guard case .documentStart(let hasDirectives) = start.kind else {
            throw abandon(YAMLSubset.empty(at: place(start)))
        }
        if hasDirectives { try report(YAMLSubset.directive(at: place(start))) }
        let first = try next()
        if case .scalar("", false, _) = first.kind { throw abandon(YAMLSubset.empty(at: place(first))) }
        let root = try node(first, depth: 1)
        _ = try next()  // the end of the document
        let after = try next()
        guard case .streamEnd = after.kind else { throw abandon(YAMLSubset.secondDocument(at: place(after))) }
        return root
    }

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(Abandoned) -> YAMLNode {
        nodes += 1
        guard nodes <= limits.nodes else {
            throw abandon(YAMLSubset.tooManyNodes(limits.nodes, at: place(event)))
        }
        switch event.kind {
        case .scalar(let text, let quoted, let properties):
            try check(properties, of: event)
            return YAMLNode(.scalar(text, quoted: quoted), at: place(event))
        case .sequenceStart(let properties):
            try check(properties, of: event)
            try check(depth, at: event)
            return YAMLNode(.sequence(try items(depth: depth)), at: place(event))
        case .mappingStart(let properties):
            try check(properties, of: event)
            try check(depth, at: event)
            return YAMLNode(.mapping(try entries(depth: depth)), at: place(event))
        case .alias(let name):
            try report(YAMLSubset.alias(name, at: place(event)))
            return YAMLNode(.scalar("", quoted: false), at: place(event))
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            preconditionFailure("libyaml sent \(event.kind) where a node begins")
        }
    }

    private mutating func items(depth: Int) throws(Abandoned) -> [YAMLNode] {
        var items: [YAMLNode] = []
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind { return items }
            items.append(try node(event, depth: depth + 1))
        }
    }

    private mutating func entries(depth: Int) throws(Abandoned) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        var firstPlace: [String: SourceLocation] = [:]
        while true {
            let event = try next()
            if case .mappingEnd = event.kind { return entries }
            let key = try node(event, depth: depth + 1)
            let value = try node(try next(), depth: depth + 1)
            guard let name = try name(of: key, event) else { continue }
            if let first = firstPlace[name] {
                try report(YAMLSubset.duplicate(name, at: key.location, first: first))
                continue
            }
            firstPlace[name] = key.location
            entries.append(YAMLEntry(key: name, at: key.location, value: value))
        }
    }

    /// The text of a key; nil, with a report, where it is not a plain name.
    private mutating func name(of key: YAMLNode, _ event: YAMLEvent) throws(Abandoned) -> String? {
        if case .alias = event.kind { return nil }
        guard case .scalar(let text, let quoted) = key.content else {
            try report(YAMLSubset.compoundKey(at: key.location))
            return nil
        }
        if text == "<<", !quoted {
            try report(YAMLSubset.mergeKey(at: key.location))
            return nil
        }
        return text
    }

    private mutating func check(_ properties: YAMLEvent.Properties, of event: YAMLEvent) throws(Abandoned) {
        if let tag = properties.tag { try report(YAMLSubset.tag(tag, at: place(event))) }
        if let anchor = properties.anchor { try report(YAMLSubset.anchor(anchor, at: place(event))) }
    }

    private mutating func check(_ depth: Int, at event: YAMLEvent) throws(Abandoned) {
        guard depth <= limits.depth else { throw abandon(YAMLSubset.tooDeep(limits.depth, at: place(event))) }
    }

    private mutating func next() throws(Abandoned) -> YAMLEvent {
        do {
            return try events.next()
        } catch {
            throw abandon(error.diagnostic(in: source))
        }
    }

    private func place(_ event: YAMLEvent) -> SourceLocation {
        switch event.kind {
        case .sequenceStart, .mappingStart: source.location(from: event.start, to: event.start)
        default: source.location(from: event.start, to: event.end)
        }
    }

    private mutating func report(_ diagnostic: Diagnostic) throws(Abandoned) {
        problems.append(diagnostic)
        if problems.count >= limits.errors { throw Abandoned() }
    }

    private mutating func abandon(_ diagnostic: Diagnostic) -> Abandoned {
        problems.append(diagnostic)
        return Abandoned()
    }
}
