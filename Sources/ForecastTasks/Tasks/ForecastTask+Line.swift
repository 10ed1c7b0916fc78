package import ForecastCore
package import Reports

// The serialised form: one line of JSON with sorted keys and no fraction in it. No host, path, time or attempt is part of
// it, so that the same piece of work has the same line wherever it is made.

extension ForecastTask {
    /// Raised when the form changes: a worker takes lines of its own form only.
    private static let format = 1

    private struct Form: Codable {
        struct Needs: Codable {
            let cpu, memory: Int
            enum CodingKeys: String, CodingKey {
                case cpu
                case memory = "memory_mb"
            }
        }

        let format: Int
        let kind, code, spec, data, target: String
        let models: [String]
        /// First and end.
        let series: [Int]
        /// From 1.
        let windows: [Int]
        /// From 1; left out where there are none.
        let rounds: [Int]?
        let needs: Needs
        /// Left out where there are none.
        let inputs: [Input]?
    }

    /// The line, without its newline.
    package var line: String {
        get throws(ReportError) {
            let form = Form(
                format: Self.format, kind: step.rawValue, code: code, spec: spec.hex, data: data.hex,
                target: target, models: models, series: [series.lowerBound, series.upperBound],
                windows: Array(1...max(1, windows)), rounds: rounds.isEmpty ? nil : rounds.map { $0 + 1 },
                needs: .init(cpu: 1, memory: memory),
                inputs: inputs.isEmpty ? nil : inputs)
            return try JSONText.line(of: form, path: "a task")
        }
    }

    /// The SHA-256 of the line.
    package var id: Digest { get throws(ReportError) { Digest.sha256(try line) } }

    /// - Throws: `ReportError` for anything but a line that `line` makes: one piece of work has one id.
    package init(line: String) throws(ReportError) {
        let form = try JSONText.value(Form.self, from: Array(line.utf8), path: "a task")
        guard form.format == Self.format else {
            throw Self.unreadable("its format is \(form.format), and this version reads \(Self.format)")
        }
        guard let step = Step(rawValue: form.kind) else {
            throw Self.unreadable("its kind is '\(form.kind)', which this version does not know")
        }
        guard let spec = Digest(hex: form.spec), let data = Digest(hex: form.data) else {
            throw Self.unreadable("spec and data are SHA-256 digests in hexadecimal")
        }
        guard form.series.count == 2, 0 <= form.series[0], form.series[0] < form.series[1] else {
            throw Self.unreadable("series are two numbers, the first and the end")
        }
        let rounds = form.rounds ?? []
        guard rounds.allSatisfy({ $0 > 0 }), zip(rounds, rounds.dropFirst()).allSatisfy(<) else {
            throw Self.unreadable("rounds are numbers from 1, in order")
        }
        let inputs = form.inputs ?? []
        guard inputs.allSatisfy({ Digest(hex: $0.sha256) != nil && $0.size >= 0 }) else {
            throw Self.unreadable("inputs have a SHA-256 in hexadecimal and a size")
        }
        self.init(
            step, code: form.code, spec: spec, data: data, target: form.target, models: form.models,
            series: form.series[0]..<form.series[1], windows: form.windows.count,
            rounds: rounds.map { $0 - 1 }, memory: form.needs.memory, inputs: inputs)
        guard try self.line == line else {
            throw Self.unreadable("it is not written as `forecast task --list` writes it")
        }
    }

    private static func unreadable(_ reason: String) -> ReportError {
        ReportError(operation: "read", path: "a task", message: reason)
    }
}
