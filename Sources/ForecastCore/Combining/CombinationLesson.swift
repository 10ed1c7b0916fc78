/// What earlier windows taught a combination, as data: later forecasts are combined in the same way without those windows.
package struct CombinationLesson: Equatable, Sendable {
    /// The names of the members, in the order of the parameters.
    package let members: [String]
    /// `[member]`: how much each counts, from 0 to 1; for a combination that leaves series to members, how many of the series
    /// it left to each. They sum to 1.
    package let weights: [Double]
    /// The place of the member that a series is left to, by the id of the series; nil where series are mixtures.
    package let choices: [String: Int]?

    package init(members: [String], weights: [Double], choices: [String: Int]?) {
        precondition(members.count == weights.count, "\(members.count) members, \(weights.count) weights")
        self.members = members
        self.weights = weights
        self.choices = choices
    }

    /// The place of the member that most weight goes to, the first of several: who gets a series that was not there.
    package var usual: Int {
        weights.indices.reduce(0) { best, member in weights[member] > weights[best] ? member : best }
    }

    // MARK: - Storing

    /// Says what the file is, and of which version.
    private static let head = Array("FCSTSHR1".utf8)

    /// As a file holds it, little-endian: the head, the count of members (4 bytes), for each its name and its weight (8
    /// bytes); 1 or 0 for choices or none (4 bytes); the count of series (4 bytes), and for each, in the order of the ids, the id and the
    /// place of its member (4 bytes).
    package var stored: [UInt8] {
        var writer = LittleEndianWriter()
        writer.append(raw: Self.head)
        writer.append(UInt32(members.count))
        for (name, weight) in zip(members, weights) {
            writer.append(text: name)
            writer.append(weight)
        }
        writer.append(UInt32(choices == nil ? 0 : 1))
        writer.append(UInt32(choices?.count ?? 0))
        for (id, member) in (choices ?? [:]).sorted(by: { $0.key < $1.key }) {
            writer.append(text: id)
            writer.append(UInt32(member))
        }
        return writer.bytes
    }

    package init(stored: [UInt8]) throws(UnreadableArtefact) {
        var reader = LittleEndianReader(stored)
        guard try Array(reader.raw(Self.head.count)) == Self.head else {
            throw UnreadableArtefact("it does not begin as shares of members do")
        }
        var (members, weights): ([String], [Double]) = ([], [])
        for _ in 0..<(try reader.count(ofAtLeast: 12)) {
            members.append(try reader.text())
            weights.append(try reader.number())
        }
        guard weights.allSatisfy({ (0...1).contains($0) }), (weights.reduce(0, +) - 1).magnitude < 1e-6 else {
            throw UnreadableArtefact("the weights of its members do not sum to 1")
        }
        let hasChoices = try reader.word(UInt32.self) == 1
        var choices: [String: Int] = [:]
        for _ in 0..<(try reader.count(ofAtLeast: 8)) {
            let id = try reader.text()
            let member = Int(try reader.word(UInt32.self))
            guard members.indices.contains(member), choices.updateValue(member, forKey: id) == nil else {
                throw UnreadableArtefact("a series is in it twice, or left to a member that it has not")
            }
        }
        guard reader.isAtEnd, hasChoices || choices.isEmpty else {
            throw UnreadableArtefact("more follows its last series")
        }
        self.init(members: members, weights: weights, choices: hasChoices ? choices : nil)
    }
}
