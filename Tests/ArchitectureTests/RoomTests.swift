import Testing

/// The plan of the house, held against the house: see ARCHITECTURE.md.
@Suite("The rooms") struct RoomTests {
    @Test("import only rooms that stand above them, in Package.swift as in the map")
    func order() throws {
        let rooms = try SourceTree.rooms()
        #expect(rooms.count > 15 && rooms.contains { $0.name == "ExperimentRunner" && $0.imports.count > 10 })
        let cLibraries = try SourceTree.text("Package.swift").matches(of: /systemLibrary\(name: "(\w+)"/).map
        {
            String($0.1)
        }
        var above = Set(cLibraries)
        for room in rooms {
            let below = room.imports.filter { !above.contains($0) }
            #expect(below.isEmpty, "\(room.name) imports \(below), which stand below it in Package.swift")
            above.insert(room.name)
        }
    }

    @Test("use in their sources only what they declare to import")
    func declared() throws {
        let rooms = try SourceTree.rooms()
        let names = Set(rooms.map(\.name))
        let imports = Dictionary(uniqueKeysWithValues: rooms.map { ($0.name, Set($0.imports)) })
        let files = try SourceTree.files()
        #expect(files.count > 300)
        var used: [String: Set<String>] = [:]
        for file in files {
            let rooms = Set(file.imports).intersection(names)
            used[file.room, default: []].formUnion(rooms)
            guard let declared = imports[file.room] else { continue }
            #expect(
                rooms.isSubset(of: declared), "\(file.path) imports \(rooms.subtracting(declared).sorted())")
        }
        for room in rooms {
            let idle = room.imports.filter { names.contains($0) && used[room.name]?.contains($0) != true }
            #expect(idle.isEmpty, "\(room.name) declares to import \(idle), and no file of it does")
        }
    }

    @Test("are all on the map, in the order of Package.swift")
    func map() throws {
        let map = try SourceTree.text("ARCHITECTURE.md").matches(of: /(?m)^\| `(\w+)` \|/).map {
            String($0.1)
        }
        let rooms = try SourceTree.rooms().map(\.name)
        #expect(map.filter(rooms.contains) == rooms)
    }

    private static let most = 40

    @Test("have no folder of more than 40 files")
    func folders() throws {
        let counts = Dictionary(grouping: try SourceTree.files(), by: \.folder).mapValues(\.count)
        for (folder, count) in counts {
            #expect(count <= Self.most, "\(folder) has \(count) files: give it folders")
        }
    }

    @Test("keep the runner to the flow")
    func flow() throws {
        let lines = try SourceTree.files().filter { $0.room == "ExperimentRunner" }.map {
            $0.text.count { $0 == "\n" }
        }
        #expect(lines.count > 20 && lines.reduce(0, +) <= 4_000)
    }

    /// Files that hold a family of types, and why it is read as one: this list may only shrink.
    private static let families = [
        "DataSetAnswers": "answers of four commands, a few lines each",
        "Guardrails": "limits, checks and results of one table",
        "InitCommand": "a command and its subcommands",
        "Options": "groups of options, each used by several commands",
        "Benchmarks": "the five simplest models",
    ]

    @Test("have every type in a file of its name")
    func names() throws {
        var met: Set<String> = []
        for file in try SourceTree.files() {
            for type in file.types where !file.isNamed(after: type) {
                if Self.families[file.stem] != nil {
                    met.insert(file.stem)
                } else {
                    Issue.record("\(file.path) holds \(type): give it a file of its own")
                }
            }
        }
        #expect(met == Set(Self.families.keys), "remove those that need no exception any more")
    }
}
