import BoostedTrees
import Dispatch
import ForecastCore
import Synchronization
import Testing

@Suite("Calls on one number of threads at a time") struct ThreadCountGateTests {
    @Test("calls on the same number run together, on another one after them")
    func mixing() {
        struct Seen {
            var threads = 0
            var inside = 0
            var most = 0
            var mixed = 0
        }
        let seen = Mutex(Seen())
        let gate = ThreadCountGate { threads in
            seen.withLock {
                if $0.inside > 0 { $0.mixed += 1 }
                $0.threads = threads
            }
        }
        let answers = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 8) { caller in
            for call in 0..<500 {
                let threads = [1, 1, 2, 8][(caller + call) % 4]
                let answer = gate.pass(threads: threads) {
                    seen.withLock {
                        $0.inside += 1
                        $0.most = max($0.most, $0.inside)
                        if $0.threads != threads { $0.mixed += 1 }
                    }
                    seen.withLock {
                        if $0.threads != threads { $0.mixed += 1 }
                        $0.inside -= 1
                    }
                    return 1
                }
                answers.withLock { $0 += answer }
            }
        }
        #expect(answers.withLock { $0 } == 4000)
        #expect(seen.withLock { $0.mixed } == 0)
    }

    @Test("a call does not wait for one on the same number")
    func together() {
        let gate = ThreadCountGate { _ in }
        let met = DispatchSemaphore(value: 0)
        let other = DispatchSemaphore(value: 0)
        let done = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            gate.pass(threads: 2) {
                met.signal()
                other.wait()
            }
            done.signal()
        }
        met.wait()
        gate.pass(threads: 2) { _ = other.signal() }
        done.wait()
    }

    @Test("the number is set anew for the first call inside")
    func setting() {
        let numbers = Mutex<[Int]>([])
        let gate = ThreadCountGate { threads in numbers.withLock { $0.append(threads) } }
        for threads in [1, 2, 2, 1] { gate.pass(threads: threads) {} }
        #expect(numbers.withLock { $0 } == [1, 2, 2, 1])
    }

    /// Without the gate this ends the process within a second: buffers for one thread, filled by eight.
    @Test("models grow on one thread while others predict on 1 and 8", .enabled(if: hasLibrary, noLibrary))
    func models() throws {
        let model = try Fixture.model(.l2, rounds: 5)
        let row = Fixture.data.matrix.selecting(rows: [0])
        let expected = try model.contributions(row, threads: 1)
        let others = Mutex(0)
        let isTraining = Atomic(true)
        DispatchQueue.concurrentPerform(iterations: 2) { caller in
            if caller == 0 {
                for _ in 0..<150 where (try? Fixture.model(.l2, rounds: 5).text) != model.text {
                    others.withLock { $0 += 1 }
                }
                isTraining.store(false, ordering: .relaxed)
            }
            var threads = 1
            while isTraining.load(ordering: .relaxed) {
                threads = 9 - threads
                guard (try? model.contributions(row, threads: threads)) != expected else { continue }
                others.withLock { $0 += 1 }
            }
        }
        #expect(others.withLock { $0 } == 0)
    }
}
