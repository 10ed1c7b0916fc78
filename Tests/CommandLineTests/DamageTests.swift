import Foundation
import Testing

@Suite("a damaged cache") struct DamageTests {
    private enum Damage: CaseIterable { case flip, truncation, zeroes }

    @Test("gives the golden report, whatever byte was flipped, cut off or zeroed")
    func anyByte() throws {
        let project = try TrustProject()
        try project.project.succeed(TrustProject.run)
        let store = project.project.path("results/.store")
        let sound = try Self.files(in: store)
        let blobs = sound.keys.filter { $0.hasPrefix("blobs/") }.sorted()
        var numbers = SeededNumbers(seed: 4)
        var said = 0
        let count = Soak.count(24, soak: 500)
        for index in 0..<count {
            try project.project.remove("results/shop")
            try Self.restore(sound, in: store)
            let isDatabase = Bool.random(using: &numbers)
            let name = isDatabase ? "cache.sqlite" : blobs.randomElement(using: &numbers) ?? ""
            var bytes = try #require(sound[name])
            let damage = Damage.allCases.randomElement(using: &numbers) ?? .flip
            Self.apply(damage, to: &bytes, &numbers)
            try bytes.write(to: URL(fileURLWithPath: "\(store)/\(name)"))

            let result = try project.start()
            let note = "after \(damage) of \(name), number \(index)"
            #expect(result.status == 0, "\(result.errors) \(note)")
            try project.expectGolden(note)
            if !result.errors.isEmpty { said += 1 }
            // A payload is read in any case, so its damage is never passed over in silence.
            if !isDatabase { #expect(result.errors.contains("computed again"), "\(note)") }
        }
        print("\(count) damages: \(said) said, \(count - said) in bytes that nobody reads")
    }

    private static func apply(_ damage: Damage, to bytes: inout Data, _ numbers: inout SeededNumbers) {
        let place = Int.random(in: 0..<bytes.count, using: &numbers)
        switch damage {
        case .flip: bytes[place] ^= UInt8.random(in: 1...255, using: &numbers)
        case .truncation: bytes = bytes.prefix(place)
        case .zeroes:
            let end = min(bytes.count, place + Int.random(in: 1...8192, using: &numbers))
            bytes.replaceSubrange(place..<end, with: repeatElement(0, count: end - place))
            // A stretch that was zero before has to differ somewhere to count as damage.
            bytes[place] = bytes[place] &- 1
        }
    }

    @Test("garbage, an empty file and half a file in the place of the database do not stop a run")
    func wholeDatabase() throws {
        let project = try TrustProject()
        try project.project.succeed(TrustProject.run)
        let path = project.project.path("results/.store/cache.sqlite")
        let sound = try Data(contentsOf: URL(fileURLWithPath: path))
        for bytes in [Data("garbage\n".utf8), Data(count: sound.count), sound.prefix(sound.count / 2)] {
            try bytes.write(to: URL(fileURLWithPath: path))
            let check = try project.project.run(["cache", "check"])
            #expect(check.status == 1, "\(check.output)")
            try project.project.remove("results/shop")
            let result = try project.start()
            #expect(result.status == 0 && result.errors.contains("it was moved to"), "\(result.errors)")
            try project.expectGolden()
            #expect(try Data(contentsOf: URL(fileURLWithPath: path + ".damaged")) == bytes)
            try project.expectSoundCache()
        }
    }

    @Test("is found by `cache check`, which changes nothing and exits with 1; the next run heals it")
    func check() throws {
        let project = try TrustProject()
        try project.project.succeed(TrustProject.run)
        let store = project.project.path("results/.store")
        let sound = try Self.files(in: store)
        let blob = try #require(sound.keys.filter { $0.hasPrefix("blobs/") }.min())
        var bytes = try #require(sound[blob])
        bytes[1000] ^= 1
        try bytes.write(to: URL(fileURLWithPath: "\(store)/\(blob)"))
        for _ in 0..<2 {
            let check = try project.project.run(["cache", "check", "--json"])
            #expect(check.status == 1)
            #expect(try TrustProject.object(check.output)["damaged_payloads"] as? Int == 1)
        }
        try project.project.remove("results/shop")
        #expect(try project.start().errors.contains("computed again"))
        try project.expectGolden()
        try project.expectSoundCache()
    }

    @Test("a cache of a newer program is refused and left alone")
    func newer() throws {
        let project = try TrustProject()
        try project.project.succeed(TrustProject.run)
        try project.project.remove("results/shop")
        let path = project.project.path("results/.store/cache.sqlite")
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3") else {
            print("skipped: no sqlite3 here; OpeningTests has the same without it")
            return
        }
        _ = try BuiltProgram.run(
            [path, "PRAGMA user_version = 9; UPDATE format SET version = 9"], in: "/",
            program: "/usr/bin/sqlite3")
        let result = try project.start()
        #expect(result.status == 4 && result.errors.contains("a newer version of this program"))
    }

    @Test("a cache that may not be written answers what it holds, and the run says that it keeps nothing")
    func readOnly() throws {
        let project = try TrustProject()
        try project.project.succeed(TrustProject.run)
        let elsewhere = project.project.path("elsewhere")
        try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: elsewhere)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: project.root)
        // No permission stops root.
        let asNobody = ["--reuid=65534", "--regid=65534", "--clear-groups", BuiltProgram.path]
        let works = try? BuiltProgram.run(
            asNobody + ["--version"], in: project.root, program: "/usr/bin/setpriv")
        guard getuid() == 0, works?.status == 0 else {
            print("skipped: cannot become another user here")
            return
        }
        for model in ["ma8.window=8", "ma8.window=9"] {
            let result = try BuiltProgram.run(
                asNobody + TrustProject.run + [
                    "--results", elsewhere, "--store", project.project.path("results/.store"), "--set",
                    "models.\(model)",
                ], in: project.root, program: "/usr/bin/setpriv")
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.contains("read-only") && result.errors.contains("is not written"))
        }
        #expect(try project.cached().forecasts == TrustProject.forecasts)
    }

    // MARK: - The files of a cache

    private static func files(in folder: String) throws -> [String: Data] {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        var files: [String: Data] = [:]
        for name in names {
            var isFolder: ObjCBool = false
            let path = "\(folder)/\(name)"
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue
            else { continue }
            files[name] = try Data(contentsOf: URL(fileURLWithPath: path))
        }
        return files
    }

    private static func restore(_ files: [String: Data], in folder: String) throws {
        try FileManager.default.removeItem(atPath: folder)
        for (name, bytes) in files {
            let url = URL(fileURLWithPath: "\(folder)/\(name)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try bytes.write(to: url)
        }
    }
}
