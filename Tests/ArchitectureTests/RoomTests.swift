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

    /// Folders that are fuller than a listing can be read, and why: this list may only shrink.
    private static let full = [
        "ExperimentRunner":
            "grew flat: the flow, reports, champions, commands and boosted trees in one folder",
        "Reports": "grew flat: values, pages, charts and text in one folder",
    ]
    private static let most = 40

    @Test("have no folder of more than 40 files")
    func folders() throws {
        let counts = Dictionary(grouping: try SourceTree.files(), by: \.folder).mapValues(\.count)
        for (folder, count) in counts where Self.full[folder] == nil {
            #expect(count <= Self.most, "\(folder) has \(count) files: give it folders")
        }
        for folder in Self.full.keys {
            #expect(counts[folder] ?? 0 > Self.most, "\(folder) needs no exception any more: remove it")
        }
    }
}
