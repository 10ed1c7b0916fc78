import DataSnapshots
import ForecastCore
import Foundation
import Testing

@Suite("Snapshot locks") struct SnapshotLockTests {
    private let csv = "sku,week,volume\na,2021-01-04,1\na,2021-01-11,2\n"

    @Test("are the same bytes for the same data, and read back to the same lock")
    func roundTrip() throws {
        let project = try TemporaryProject(yaml: weekly, files: ["sales.csv": csv])
        let dataSet = try project.open()
        let lock = try Snapshot.take(dataSet).lock
        try lock.write(for: dataSet)
        #expect(try SnapshotLock.read(of: dataSet) == lock)
        #expect(
            try String(contentsOf: project.folder.appending(path: "snapshot.lock"), encoding: .utf8)
                == lock.text(name: "shop"))
        #expect(
            lock.text(name: "shop") == """
                # What data set shop was accepted with. Commit this file; a run refuses other bytes.
                # Written by: forecast data snapshot shop
                format: 1
                declaration: sha256-\(dataSet.declarationDigest.hex)
                sources:
                  -
                    file: sales.csv
                    role: data
                    bytes: 46
                    digest: sha256-\(Digest.sha256(csv).hex)
                panel:
                  digest: sha256-\(lock.panel.digest.hex)
                  series: 1
                  observations: 2
                  periods: 2
                  first: "2021-01-04"
                  last: "2021-01-11"
                  missing:
                    volume: 0

                """)
        #expect(try Snapshot.load(dataSet).panel.digest == lock.panel.digest)
        let leftOvers = try FileManager.default.contentsOfDirectory(atPath: project.folder.path()).sorted()
        #expect(leftOvers == ["dataset.yaml", "sales.csv", "snapshot.lock"])
    }

    @Test("that say other facts of the panel than the panel itself are refused")
    func edited() throws {
        let project = try TemporaryProject(yaml: weekly, files: ["sales.csv": csv])
        let dataSet = try project.open()
        try Snapshot.take(dataSet).lock.write(for: dataSet)
        let text = try String(contentsOf: project.folder.appending(path: "snapshot.lock"), encoding: .utf8)
        for (fact, other) in [
            ("series: 1", "series: 99999999"), ("periods: 2", "periods: 200000"),
            ("observations: 2", "observations: 1"), ("\"2021-01-04\"", "\"9999-99-99\""),
        ] {
            try project.write("snapshot.lock", text.replacing(fact, with: other))
            let found = try complaints { try Snapshot.load(dataSet) }
            #expect(found.map(\.code) == ["D254"] && found[0].notes.count == 2, "\(fact): \(found)")
        }
        try project.write("snapshot.lock", text)
        #expect(try Snapshot.load(dataSet).panel.seriesCount == 1)
    }

    @Test("say which file changed")
    func changedFile() throws {
        let project = try TemporaryProject(yaml: weekly, files: ["sales.csv": csv])
        let dataSet = try project.open()
        let lock = try Snapshot.take(dataSet).lock
        try lock.write(for: dataSet)
        #expect(try lock.matchesSources(of: dataSet))
        try project.write("sales.csv", csv + "a,2021-01-18,3\n")
        #expect(try !lock.matchesSources(of: dataSet))
        let changed = try Snapshot.take(dataSet).lock.sources[0].digest
        let expected = """
            datasets/shop/snapshot.lock:1:1: error[D252]: file 'sales.csv' of data set 'shop' has changed since it was accepted
               note: locked \(Digest.sha256(csv).short) (46 bytes)
               note: found  \(changed.short) (61 bytes)
               fix: restore the file, or accept the new data with: forecast data snapshot shop --accept

            """
        #expect(try complaints { try lock.verifySources(of: dataSet) }.rendered == expected)
        #expect(try complaints { try Snapshot.load(dataSet) }.rendered == expected)
    }

    @Test("notice another reading of the same files, but not another comment")
    func changedDeclaration() throws {
        let project = try TemporaryProject(yaml: weekly, files: ["sales.csv": csv])
        let lock = try project.snapshot().lock
        try project.write("dataset.yaml", "# About sales\ndescription: Sales\n" + weekly)
        #expect(try lock.matchesSources(of: project.open()))
        try project.write("dataset.yaml", weekly + "gaps: zero\n")
        let changes = try complaints { try lock.verifySources(of: project.open()) }
        #expect(changes.codes == ["D253"])
        #expect(changes[0].fix?.contains("forecast data snapshot shop") == true)
    }

    @Test("notice added and removed files")
    func otherFiles() throws {
        let project = try TemporaryProject(
            yaml: weekly, files: ["sales.csv": csv, "more.csv": "sku,week,volume\nb,2021-01-04,1\n"])
        let lock = try project.snapshot().lock
        try project.write("dataset.yaml", weekly.replacing("[sales.csv]", with: "[more.csv]"))
        #expect(try complaints { try lock.verifySources(of: project.open()) }.codes == ["D252", "D252"])
    }

    @Test("a missing or a damaged lock names the way out")
    func missing() throws {
        let project = try TemporaryProject(yaml: weekly, files: ["sales.csv": csv])
        let dataSet = try project.open()
        let none = try complaints { try Snapshot.load(dataSet) }
        #expect(none.codes == ["D250"] && none[0].fix?.contains("forecast data snapshot shop") == true)
        let text = try Snapshot.take(dataSet).lock.text(name: "shop")
        for end in stride(from: 0, to: text.utf8.count - 2, by: 7) {
            try project.write("snapshot.lock", String(text.prefix(end)))
            #expect(
                try complaints { try SnapshotLock.read(of: dataSet) }.first?.code == "D251", "cut at \(end)")
        }
    }

    @Test("pin the panel itself, beyond the bytes")
    func panelDigest() throws {
        let project = try TemporaryProject(yaml: weekly, files: ["sales.csv": csv])
        let dataSet = try project.open()
        let lock = try Snapshot.take(dataSet).lock
        let forged = lock.text(name: "shop").replacing(
            lock.panel.digest.hex, with: Digest.sha256("other").hex)
        try project.write("snapshot.lock", forged)
        #expect(try complaints { try Snapshot.load(dataSet) }.codes == ["D254"])
    }

    @Test("the digest of a lock changes with the data")
    func digest() throws {
        let project = try TemporaryProject(yaml: weekly, files: ["sales.csv": csv])
        let before = try project.snapshot().lock.digest
        #expect(try project.snapshot().lock.digest == before)
        try project.write("sales.csv", csv.replacing("1\n", with: "3\n"))
        #expect(try project.snapshot().lock.digest != before)
    }

    @Test(
        "locks of data sets that say nothing about their cells stay valid; whatever they say is part of the lock"
    )
    func dialect() throws {
        let plain = try TemporaryProject(yaml: weekly, files: ["sales.csv": csv])
        // Of the version before there was anything to say.
        #expect(
            try plain.open().declarationDigest.hex
                == "2fc23b0bfd8e14f8708aeaefb1c2351c532437530a3a8e40ef7043823b363595")
        var digests: Set<Digest> = []
        for key in [
            "separator: \";\"", "separator: tab", "decimal: \",\"", "thousands: \",\"",
            "date_format: dd/mm/yyyy",
            "date_format: mm/dd/yyyy", "missing_values: [NA]", "missing_values: [NA, n.v.]", "gaps: error",
        ] {
            let project = try TemporaryProject(yaml: weekly + key + "\n", files: ["sales.csv": csv])
            digests.insert(try project.open().declarationDigest)
        }
        #expect(digests.count == 9)
        for same in ["separator: \",\"", "decimal: \".\"", "date_format: yyyy-mm-dd", "missing_values: []"] {
            let project = try TemporaryProject(yaml: weekly + same + "\n", files: ["sales.csv": csv])
            #expect(try project.open().declarationDigest == plain.open().declarationDigest, "\(same)")
        }
    }
}
