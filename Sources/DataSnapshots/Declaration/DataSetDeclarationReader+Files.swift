internal import Files
internal import ForecastCore
internal import LocatedYAML

/// Which files hold the data, and that they may be read.
extension DataSetDeclarationReader {
    mutating func readSources(_ reader: inout MappingReader, _ format: DataSetDeclaration.Format?) {
        let isExternal = reader.boolean("external", &diagnostics) ?? false
        let isWide = format == .m4
        // Their queries are read with the first one.
        guard format != .postgres else {
            for key in ["files", "train", "test"] { _ = reader.node(key) }
            if var holidays = reader.mapping("holidays", &diagnostics) {
                _ = holidays.node("query")
                holidays.finish(&diagnostics)
            }
            return
        }
        if let node = reader.node("files", required: format != nil && !isWide ? "files: [sales.csv]" : false)
        {
            readFiles(node, isExternal, isSingle: format == .tsf)
        }
        readSource(&reader, "train", .train, required: isWide ? "train: Weekly-train.csv" : false, isExternal)
        readSource(&reader, "test", .test, required: false, isExternal)
        if let attributes = reader.entries.first(where: { $0.key == "attributes" })?.value["file"] {
            addSource(attributes, .attributes, path: "attributes.file", isExternal)
        }
        if var holidays = reader.mapping("holidays", &diagnostics) {
            readSource(&holidays, "file", .holidays, required: "file: holidays.csv", isExternal)
            holidays.finish(&diagnostics)
        }
    }

    private mutating func readFiles(_ node: YAMLNode, _ isExternal: Bool, isSingle: Bool) {
        guard let items = node.asSequence else {
            diagnostics.add(node.mismatch("files", expected: "a list, such as [sales.csv]"))
            return
        }
        for (index, item) in items.enumerated() {
            if let pattern = item.asString, isPattern(pattern) {
                addSources(matching: pattern, item, isExternal)
            } else {
                addSource(item, .data, path: "files[\(index)]", isExternal)
            }
        }
        if isSingle, items.count > 1 {
            diagnostics.add(
                bad("format tsf takes one file", at: items[1].location, fix: "make a data set of each file"))
        }
        if items.isEmpty {
            diagnostics.add(bad("'files' is empty", at: node.location, fix: "name the files with the rows"))
        }
    }

    private mutating func readSource(
        _ reader: inout MappingReader, _ key: String, _ role: SourceFile.Role, required: Requirement,
        _ isExternal: Bool
    ) {
        guard let node = reader.node(key, required: required) else { return }
        addSource(node, role, path: reader.path(of: key), isExternal)
    }

    private mutating func addSource(
        _ node: YAMLNode, _ role: SourceFile.Role, path: String, _ isExternal: Bool
    ) {
        guard let text = node.text(path: path, &diagnostics) else { return }
        addSource(text, node, role, isExternal)
    }

    mutating func addSource(
        _ text: String, _ node: YAMLNode, _ role: SourceFile.Role, _ isExternal: Bool
    ) {
        let joined = ProjectPath.join(folder, text)
        let real = ProjectPath.real(joined)
        let isInside = ProjectPath.isInside(real ?? joined, projectRoot) && !text.hasPrefix("/")
        if !isInside, !isExternal {
            diagnostics.add(
                Diagnostic(
                    code: DataErrorCode.pathOutsideProject.rawValue,
                    "\(quoted(text)) lies outside the project", at: node.location,
                    fix: "set 'external: true' to read it from there"))
        } else if real == nil, needsFiles {
            diagnostics.add(
                Diagnostic(
                    code: DataErrorCode.fileMissing.rawValue, "there is no file \(quoted(text))",
                    at: node.location,
                    notes: ["looked for it at \(joined)"]))
        } else if let real, FileSystem.size(ofFile: real) == nil {
            diagnostics.add(
                Diagnostic(
                    code: DataErrorCode.notAFile.rawValue, "\(quoted(text)) is no regular file",
                    at: node.location, fix: "name a file with rows, not a folder, a pipe or a device"))
        } else if sources.contains(where: { $0.path == joined && $0.role == role }) {
            diagnostics.add(
                bad("\(quoted(text)) is listed twice", at: node.location, fix: "remove one of them"))
        }
        let display = ProjectPath.relative(joined, to: projectRoot)
        sources.append(SourceFile(role: role, declaredPath: text, path: joined, displayPath: display))
    }
}
