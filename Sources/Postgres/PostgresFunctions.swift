internal import CLibPQ
internal import Glibc

/// The functions of libpq, opened once and never closed: entries that may be called from any thread, with one thread per
/// connection at a time.
struct PostgresFunctions: @unchecked Sendable {
    let connectStart: PQconnectStartParams_t
    let connectPoll: PQconnectPoll_t
    let socket: PQsocket_t
    let status: PQstatus_t
    let errorMessage: PQerrorMessage_t
    let connectionOptions: PQconninfo_t
    let freeOptions: PQconninfoFree_t
    let finish: PQfinish_t
    let setNoticeProcessor: PQsetNoticeProcessor_t

    let sendQuery: PQsendQuery_t
    let sendParameters: PQsendQueryParams_t
    let sendPrepare: PQsendPrepare_t
    let sendDescription: PQsendDescribePrepared_t
    let consumeInput: PQconsumeInput_t
    let isBusy: PQisBusy_t
    let nextResult: PQgetResult_t
    let resultStatus: PQresultStatus_t
    let errorField: PQresultErrorField_t
    let resultMessage: PQresultErrorMessage_t
    let clear: PQclear_t
    let rowCount: PQntuples_t
    let columnCount: PQnfields_t
    let columnName: PQfname_t
    let columnType: PQftype_t
    let value: PQgetvalue_t
    let isNull: PQgetisnull_t
    let affectedRows: PQcmdTuples_t

    let getCopyData: PQgetCopyData_t
    let freeMemory: PQfreemem_t
    let putCopyData: PQputCopyData_t
    let putCopyEnd: PQputCopyEnd_t

    let getCancel: PQgetCancel_t
    let cancel: PQcancel_t
    let freeCancel: PQfreeCancel_t

    /// The name that libpq has had since PostgreSQL 7.4.
    static let libraryName = "libpq.so.5"

    private static let opened: Result<PostgresFunctions, PostgresError> = .init {
        () throws(PostgresError) in try PostgresFunctions(opening: libraryName)
    }

    /// - Throws: `PostgresError` of kind `library`.
    static func open() throws(PostgresError) -> PostgresFunctions { try opened.get() }

    /// - Throws: `PostgresError` of kind `library`.
    init(opening name: String) throws(PostgresError) {
        guard let library = dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
            throw PostgresError(
                .library, "PostgreSQL's library \(name) is not there",
                fix: "install it (Debian and Ubuntu: apt-get install libpq5)")
        }
        // The caller names a C function and gets it as the type that the header declares for it.
        func function<Function>(_ name: String) throws(PostgresError) -> Function {
            guard let address = dlsym(library, name) else {
                throw PostgresError(
                    .library, "PostgreSQL's library is too old: it has no function \(name)",
                    fix: "install libpq of PostgreSQL 10 or newer")
            }
            return unsafeBitCast(address, to: Function.self)
        }
        connectStart = try function("PQconnectStartParams")
        connectPoll = try function("PQconnectPoll")
        socket = try function("PQsocket")
        status = try function("PQstatus")
        errorMessage = try function("PQerrorMessage")
        connectionOptions = try function("PQconninfo")
        freeOptions = try function("PQconninfoFree")
        finish = try function("PQfinish")
        setNoticeProcessor = try function("PQsetNoticeProcessor")
        sendQuery = try function("PQsendQuery")
        sendParameters = try function("PQsendQueryParams")
        sendPrepare = try function("PQsendPrepare")
        sendDescription = try function("PQsendDescribePrepared")
        consumeInput = try function("PQconsumeInput")
        isBusy = try function("PQisBusy")
        nextResult = try function("PQgetResult")
        resultStatus = try function("PQresultStatus")
        errorField = try function("PQresultErrorField")
        resultMessage = try function("PQresultErrorMessage")
        clear = try function("PQclear")
        rowCount = try function("PQntuples")
        columnCount = try function("PQnfields")
        columnName = try function("PQfname")
        columnType = try function("PQftype")
        value = try function("PQgetvalue")
        isNull = try function("PQgetisnull")
        affectedRows = try function("PQcmdTuples")
        getCopyData = try function("PQgetCopyData")
        freeMemory = try function("PQfreemem")
        putCopyData = try function("PQputCopyData")
        putCopyEnd = try function("PQputCopyEnd")
        getCancel = try function("PQgetCancel")
        cancel = try function("PQcancel")
        freeCancel = try function("PQfreeCancel")
    }
}
