import ServiceJobs
import Synchronization
import Testing
import Workers

import class Foundation.Thread

@Suite("The memory of jobs at the same time") struct MemoryBudgetTests {
    private let interruption = Interruption()

    @Test("is shared by those that fit, and the next one waits until there is room")
    func waits() throws {
        let budget = MemoryBudget(100)
        let hasWaited = Atomic(false)
        try budget.reserve(60, unless: interruption) { Issue.record("it fits") }
        try budget.reserve(40, unless: interruption) { Issue.record("it fits beside the first") }
        let thread = Thread { budget.release(60) }
        try budget.reserve(50, unless: interruption) {
            hasWaited.store(true, ordering: .relaxed)
            thread.start()
        }
        let waited = hasWaited.load(ordering: .relaxed)
        #expect(waited)
    }

    @Test("never keeps out a job that nothing runs beside, and one that is cancelled stops waiting")
    func turns() throws {
        let budget = MemoryBudget(100)
        try budget.reserve(1_000, unless: interruption) { Issue.record("nothing runs") }
        #expect(throws: Interrupted.self) {
            try budget.reserve(1, unless: interruption) { interruption.request() }
        }
        budget.release(1_000)
        try budget.reserve(1, unless: Interruption()) { Issue.record("nothing runs") }
        let none = MemoryBudget(nil)
        for _ in 0..<3 { try none.reserve(1e18, unless: Interruption()) { Issue.record("no limit") } }
    }
}
