package import Postgres

/// The tables of forecasts in PostgreSQL. They are made, and brought to a later version, by whoever may make tables; a service may
/// do without that right.
package enum PostgresSchema {
    /// What makes each version of the one before it. A step that a program was delivered with is never changed.
    private static let steps = [tables, openEvents]
    package static var version: Int { steps.count }
    /// Whose turn it is to make tables; any number that nobody else takes.
    private static let lock = 0x4643_4558

    /// Makes what is missing, all of it or nothing.
    /// - Parameter wanted: the version to stop at; an older one than the program's is for those who try the way from it.
    /// - Throws: `ExecutionError` for tables of a newer program; `PostgresError`.
    package static func prepare(_ connection: PostgresConnection, to wanted: Int = PostgresSchema.version)
        throws
    {
        if try found(connection) >= wanted { return }
        try connection.transaction {
            try connection.execute("SELECT pg_advisory_xact_lock($1)", ["\(lock)"])
            let found = try found(connection)
            do throws(PostgresError) {
                for number in found..<max(found, wanted) {
                    try connection.run(script: steps[number])
                    try connection.run(script: "INSERT INTO forecast_versao (versao) VALUES (\(number + 1))")
                }
            } catch {
                guard error.kind == .permission || error.state == "25006" else { throw error }
                let what =
                    found == 0
                    ? "are not there, and this role may not make them"
                    : "are of version \(found) and not \(wanted), and this role may not change them"
                throw ExecutionError(
                    "the tables of forecasts \(what): \(error.message)",
                    fix: "have the database's owner run the same command once (docs/postgres.md)")
            }
        }
    }

    /// The version of the tables that are there; 0 where there are none.
    private static func found(_ connection: PostgresConnection) throws -> Int {
        // From a table, because a session hears of what others have made meanwhile when it opens one: it may have looked before, have
        // waited for the lock since, and still believe that there is nothing.
        let table = try connection.execute(
            "SELECT to_regclass('forecast_versao') IS NOT NULL FROM pg_class LIMIT 1")
        guard table.first == ["t"] else { return 0 }
        let row = try connection.execute("SELECT max(versao) FROM forecast_versao").first?.first
        let found = row?.flatMap { Int($0) } ?? 0
        guard found <= version else {
            throw ExecutionError(
                "the tables of forecasts in PostgreSQL were made by a newer version of this program",
                fix: "use the newer program")
        }
        return found
    }

    /// What is still to be told is looked for often, among all that was.
    private static let openEvents =
        "CREATE INDEX evento_saida_aberto ON evento_saida (id) WHERE entregue_em IS NULL"

    private static let tables = """
        CREATE TABLE forecast_versao (versao int PRIMARY KEY, desde timestamptz NOT NULL DEFAULT now());

        CREATE TYPE estado_execucao AS ENUM ('na_fila', 'executando', 'concluida', 'falhou', 'cancelada');
        CREATE TABLE forecast_execucao (
            execucao_id uuid PRIMARY KEY,
            iniciada_em date NOT NULL,
            chave text NOT NULL UNIQUE CHECK (length(chave) BETWEEN 1 AND 255),
            experimento text NOT NULL,
            tipo text NOT NULL CHECK (tipo IN ('train', 'predict', 'backtest')),
            estado estado_execucao NOT NULL,
            tentativa int NOT NULL CHECK (tentativa >= 0),
            passo smallint NOT NULL CHECK (passo BETWEEN 0 AND 10),
            percentual smallint NOT NULL CHECK (percentual BETWEEN 0 AND 100),
            semana_corte date,
            horizonte int NOT NULL CHECK (horizonte >= 1),
            dados_digest text NOT NULL,
            codigo_versao text NOT NULL,
            resultado_digest text,
            resumo jsonb,
            erro jsonb,
            criada_em timestamptz NOT NULL,
            concluida_em timestamptz,
            ordem bigint GENERATED ALWAYS AS IDENTITY,
            UNIQUE (execucao_id, iniciada_em),
            CHECK ((estado = 'concluida') = (resultado_digest IS NOT NULL))
        );
        CREATE INDEX forecast_execucao_por_experimento ON forecast_execucao (experimento, concluida_em);
        CREATE INDEX forecast_execucao_aberta ON forecast_execucao (estado, criada_em)
            WHERE estado IN ('na_fila', 'executando');

        CREATE TABLE forecast_modelo (
            execucao_id uuid NOT NULL REFERENCES forecast_execucao ON DELETE CASCADE,
            nome text NOT NULL,
            tipo text NOT NULL,
            alvo text NOT NULL,
            versao int CHECK (versao > 0),
            digest text,
            tamanho bigint,
            uri text,
            situacao text NOT NULL CHECK (situacao IN ('champion', 'challenger', 'arquivado')),
            mape float8,
            PRIMARY KEY (execucao_id, nome, alvo)
        );

        CREATE TABLE forecast_metrica (
            execucao_id uuid NOT NULL REFERENCES forecast_execucao ON DELETE CASCADE,
            alvo text NOT NULL,
            modelo text NOT NULL,
            metrica text NOT NULL,
            classe text NOT NULL,
            janela text NOT NULL,
            valor float8 NOT NULL CHECK (valor > '-Infinity' AND valor < 'Infinity'),
            n int NOT NULL CHECK (n >= 0),
            PRIMARY KEY (execucao_id, alvo, modelo, metrica, classe, janela)
        );

        CREATE TABLE forecast_resultado (
            iniciada_em date NOT NULL,
            execucao_id uuid NOT NULL,
            produto_id text NOT NULL,
            alvo text NOT NULL,
            semana date NOT NULL,
            lote int NOT NULL,
            modelo text NOT NULL,
            previsao float8 NOT NULL CHECK (previsao > '-Infinity' AND previsao < 'Infinity'),
            p10 float8, p25 float8, p50 float8, p75 float8, p90 float8,
            outros_quantis jsonb,
            PRIMARY KEY (iniciada_em, execucao_id, produto_id, alvo, semana),
            CHECK (p10 <= p25 AND p25 <= p50 AND p50 <= p75 AND p75 <= p90)
        ) PARTITION BY RANGE (iniciada_em);
        CREATE TABLE forecast_resultado_resto PARTITION OF forecast_resultado DEFAULT;

        CREATE TABLE forecast_lote (
            execucao_id uuid NOT NULL REFERENCES forecast_execucao ON DELETE CASCADE,
            lote int NOT NULL CHECK (lote >= 0),
            digest text NOT NULL,
            linhas int NOT NULL CHECK (linhas >= 0),
            gravado_em timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (execucao_id, lote)
        );

        CREATE TABLE evento_saida (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            execucao_id uuid NOT NULL REFERENCES forecast_execucao,
            tipo text NOT NULL,
            corpo jsonb NOT NULL,
            criado_em timestamptz NOT NULL,
            entregue_em timestamptz,
            tentativas int NOT NULL DEFAULT 0,
            UNIQUE (execucao_id, tipo)
        );

        CREATE VIEW forecast_vigente AS
            SELECT r.* FROM forecast_resultado AS r
            JOIN forecast_execucao USING (execucao_id, iniciada_em) WHERE estado = 'concluida';

        -- The partition of a month, made by the owner's right for a role that may not make tables. Where rows of the month lie
        -- in the rest already, the others follow them there.
        CREATE FUNCTION forecast_particao(dia date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
            SET search_path FROM CURRENT AS $body$
        DECLARE
            mes date := date_trunc('month', dia);
            nome text := 'forecast_resultado_' || to_char(mes, 'YYYY_MM');
        BEGIN
            IF to_regclass(nome) IS NULL THEN
                PERFORM pg_advisory_xact_lock(\(lock));
                IF to_regclass(nome) IS NULL THEN
                    EXECUTE format('CREATE TABLE %I PARTITION OF forecast_resultado FOR VALUES FROM (%L) TO (%L)',
                        nome, mes, (mes + interval '1 month')::date);
                END IF;
            END IF;
        EXCEPTION WHEN check_violation OR duplicate_table THEN NULL;
        END $body$;
        REVOKE ALL ON FUNCTION forecast_particao(date) FROM PUBLIC;
        """
}
