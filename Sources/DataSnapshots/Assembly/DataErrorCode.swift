/// Every kind of problem that a data set can have. The codes are stable: `docs/data-errors.md` gives cause
/// and fix of each.
package enum DataErrorCode: String, Sendable, CaseIterable {
    // Files
    case fileMissing = "D201"
    case pathOutsideProject = "D202"
    case fileEmpty = "D203"
    case corruptArchive = "D204"
    case malformedQuotes = "D205"
    case fieldCount = "D206"
    case missingColumn = "D207"
    case duplicateHeader = "D208"
    case invalidText = "D209"
    // Cells
    case notANumber = "D210"
    case notFinite = "D211"
    case negativeTarget = "D212"
    case badDate = "D213"
    case emptyCell = "D214"
    case observedFlag = "D215"
    // Rows against the grid and each other
    case offGrid = "D220"
    case wrongWeekday = "D221"
    case coarserData = "D222"
    case duplicateRow = "D223"
    case gap = "D224"
    case staticChanged = "D225"
    case noObservations = "D226"
    case tooLarge = "D227"
    // Formats and side files
    case malformedWide = "D230"
    case malformedMonash = "D231"
    case duplicateKey = "D232"
    case badHoliday = "D233"
    // Ids against each other
    case sameText = "D234"
    // dataset.yaml
    case notApplicable = "D240"
    case nameClash = "D241"
    case badDeclaration = "D242"
    case notAFile = "D243"
    // snapshot.lock
    case noLock = "D250"
    case malformedLock = "D251"
    case sourceChanged = "D252"
    case declarationChanged = "D253"
    case panelChanged = "D254"
    // Queries
    case noQueryProgram = "D260"
    case queryFailed = "D261"
    case queryForbidden = "D262"
    case queryTooLarge = "D263"
    case queryProcess = "D264"
    // PostgreSQL
    case noDatabase = "D265"
    case databaseLost = "D266"
}
