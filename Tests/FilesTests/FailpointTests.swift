import Files
import Foundation
import Testing

@Suite("failpoints") struct FailpointTests {
    @Test("a trap is a name, a pass and an action")
    func parsing() {
        let trap = FailpointTrap("store.commit:3=full")
        #expect(trap?.failpoint == .storeCommit && trap?.pass == 3 && trap?.action == .full)
        let short = FailpointTrap("latest.rename")
        #expect(short?.failpoint == .latestRename && short?.pass == 1 && short?.action == .kill)
        #expect(FailpointTrap("any:17")?.failpoint == nil && FailpointTrap("any:17")?.pass == 17)
        for text in [
            "", "store", "store.commit:0", "store.commit:x", "store.commit=die", "any:-1", ":1", "=",
        ] {
            #expect(FailpointTrap(text) == nil, "\(text)")
        }
    }

    @Test("every failpoint stands in the table of docs/crash-safety.md")
    func documented() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(
            contentsOf: root.appendingPathComponent("docs/crash-safety.md"), encoding: .utf8)
        for failpoint in Failpoint.allCases { #expect(page.contains("| `\(failpoint.rawValue)` |")) }
        #expect(Failpoint.allCases.count >= 12)
    }
}
