internal import GRDB

/// The tables that planners' systems read.
enum ExecutionSchema {
    /// `FCEX`.
    static let applicationID = 0x4643_4558
    static let version = 1

    private static let tables = """
        CREATE TABLE forecast_execucao (
            execucao_id TEXT PRIMARY KEY,
            experimento TEXT NOT NULL,
            tipo TEXT NOT NULL CHECK (tipo IN ('train', 'predict', 'backtest')),
            estado TEXT NOT NULL CHECK (estado IN ('na_fila', 'executando', 'concluida', 'falhou', 'cancelada')),
            tentativa INTEGER NOT NULL CHECK (tentativa >= 0),
            passo INTEGER NOT NULL CHECK (passo BETWEEN 0 AND 10),
            percentual INTEGER NOT NULL CHECK (percentual BETWEEN 0 AND 100),
            semana_corte TEXT NOT NULL,
            horizonte INTEGER NOT NULL CHECK (horizonte >= 1),
            dados_digest TEXT NOT NULL,
            codigo_versao TEXT NOT NULL,
            resultado_digest TEXT,
            resumo TEXT,
            erro TEXT,
            iniciada_em TEXT NOT NULL,
            concluida_em TEXT,
            CHECK ((estado = 'concluida') = (resultado_digest IS NOT NULL))
        ) STRICT;
        CREATE INDEX forecast_execucao_por_experimento ON forecast_execucao (experimento, semana_corte);

        CREATE TABLE forecast_modelo (
            execucao_id TEXT NOT NULL REFERENCES forecast_execucao (execucao_id) ON DELETE CASCADE,
            nome TEXT NOT NULL,
            tipo TEXT NOT NULL,
            alvo TEXT NOT NULL,
            versao INTEGER CHECK (versao > 0),
            digest TEXT,
            tamanho INTEGER,
            uri TEXT,
            situacao TEXT NOT NULL CHECK (situacao IN ('champion', 'challenger', 'arquivado')),
            mape REAL,
            PRIMARY KEY (execucao_id, nome, alvo)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE forecast_metrica (
            execucao_id TEXT NOT NULL REFERENCES forecast_execucao (execucao_id) ON DELETE CASCADE,
            alvo TEXT NOT NULL,
            modelo TEXT NOT NULL,
            metrica TEXT NOT NULL,
            classe TEXT NOT NULL,
            janela TEXT NOT NULL,
            valor REAL NOT NULL,
            n INTEGER NOT NULL CHECK (n >= 0),
            PRIMARY KEY (execucao_id, alvo, modelo, metrica, classe, janela)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE forecast_resultado (
            execucao_id TEXT NOT NULL REFERENCES forecast_execucao (execucao_id) ON DELETE CASCADE,
            produto_id TEXT NOT NULL,
            alvo TEXT NOT NULL,
            semana TEXT NOT NULL,
            modelo TEXT NOT NULL,
            previsao REAL NOT NULL,
            p10 REAL, p25 REAL, p50 REAL, p75 REAL, p90 REAL,
            outros_quantis TEXT,
            PRIMARY KEY (execucao_id, produto_id, alvo, semana)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE evento_saida (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            execucao_id TEXT NOT NULL REFERENCES forecast_execucao (execucao_id),
            tipo TEXT NOT NULL,
            corpo TEXT NOT NULL,
            criado_em TEXT NOT NULL,
            entregue_em TEXT,
            tentativas INTEGER NOT NULL DEFAULT 0,
            UNIQUE (execucao_id, tipo)
        ) STRICT;

        CREATE VIEW forecast_vigente AS
            SELECT forecast_resultado.* FROM forecast_resultado
            JOIN forecast_execucao USING (execucao_id) WHERE estado = 'concluida';
        """

    static func prepare(_ db: Database, path: String) throws {
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        if application == applicationID, found == version { return }
        guard application == 0, found == 0,
            try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
        else {
            throw ExecutionError(
                application == applicationID
                    ? "\(path) was written by a newer version of this program"
                    : "\(path) is a database of another program",
                fix: application == applicationID
                    ? "use the newer program" : "name another file: production.output.database")
        }
        try db.execute(sql: tables)
        try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        try db.execute(sql: "PRAGMA user_version = \(version)")
    }
}
