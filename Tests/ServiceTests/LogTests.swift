import Foundation
import Testing

@Suite("The log of the service") struct LogTests {
    @Test("a reader of the log that stops reading stops nobody else, and the service ends as it should")
    func blockedLog() throws {
        let project = try ServedProject(starts: false)
        let log = Pipe()
        try project.start(log: log)
        // A pipe holds 64 KiB; each line has about 150 bytes.
        for number in 0..<1_500 {
            let status = try project.ask("GET", "/nowhere/\(number)").status
            guard status == 404 else {
                Issue.record("\(number): \(status)")
                break
            }
        }
        #expect(try project.ask("POST", "/predict", "{}").status == 200)
        #expect(project.stop() == 0)
    }
}
