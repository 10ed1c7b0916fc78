internal import ForecastCore
internal import LocatedYAML

/// Puts a spec's tree together: its own file over what it `extends`, then the overrides of the command
/// line.
struct SpecTree {
    let load: (String) throws(SpecFileProblem) -> [UInt8]
    var diagnostics = DiagnosticCollector()
    /// The files that were read because another one extends them.
    private(set) var bases: [String] = []

    /// A spec, what it extends, what that extends, ...: so many files at most.
    static let longestChain = 8

    init(load: @escaping (String) throws(SpecFileProblem) -> [UInt8]) { self.load = load }

    /// The whole tree, or nil where there is none to read.
    mutating func assemble(_ bytes: [UInt8], file: String, overrides: [String]) -> YAMLNode? {
        guard var root = tree(bytes, chain: [file]) else { return nil }
        for (index, text) in overrides.enumerated() {
            let override = SpecOverride(text, line: index + 1)
            root = override.applied(to: root, &diagnostics)
        }
        return root
    }

    /// The last file of `chain` over everything that it extends.
    private mutating func tree(_ bytes: [UInt8], chain: [String]) -> YAMLNode? {
        guard let file = chain.last, let root = YAMLDocument.parse(bytes, file: file, &diagnostics) else {
            return nil
        }
        guard root.asMapping != nil else {
            diagnostics.add(root.mismatch("", expected: "a mapping of keys and values"))
            return nil
        }
        guard let extends = root["extends"], !extends.isNull else { return root.without("extends") }
        guard let target = extends.text(path: "extends", &diagnostics),
            let path = resolve(target, chain: chain, at: extends.location),
            let baseBytes = contents(of: path, at: extends.location),
            let base = tree(baseBytes, chain: chain + [path])
        else { return nil }
        return base.merged(with: root.without("extends"))
    }

    private mutating func resolve(_ target: String, chain: [String], at location: SourceLocation) -> String? {
        let file = chain.last ?? ""
        let path = SpecFiles.path(of: target, from: file)
        if target.hasPrefix("/") || SpecFiles.climb(of: path) > SpecFiles.climb(of: file) {
            diagnostics.add(
                Diagnostic(
                    code: "E120", "'extends' must stay inside the project folder", at: location,
                    fix: "write a path relative to this file, such as ../base.yaml"))
            return nil
        }
        if chain.contains(path) {
            diagnostics.add(
                Diagnostic(
                    code: "E121", "'extends' runs in a circle", at: location,
                    notes: [(chain + [path]).joined(separator: " -> ")]))
            return nil
        }
        if chain.count >= Self.longestChain {
            diagnostics.add(
                Diagnostic(
                    code: "E122", "'extends' goes through more than \(Self.longestChain) files", at: location,
                    fix: "merge some of them"))
            return nil
        }
        return path
    }

    private mutating func contents(of path: String, at location: SourceLocation) -> [UInt8]? {
        do {
            let bytes = try load(path)
            bases.append(path)
            return bytes
        } catch {
            diagnostics.add(
                Diagnostic(code: "E123", "cannot read \(quotation(path)): \(error.words)", at: location))
            return nil
        }
    }
}
