/// What the planning system calls a target; others are called as the spec calls them.
enum TargetWord {
    static func inTables(_ target: String) -> String {
        switch target {
        case "volume": "VOLUME"
        case "revenue": "FATURAMENTO"
        default: target
        }
    }

    static func inSpec(_ word: String) -> String {
        switch word {
        case "VOLUME": "volume"
        case "FATURAMENTO": "revenue"
        default: word
        }
    }
}
