internal import ExperimentSpec
internal import ForecastCore
internal import Workers

// A global model in two steps: who trains it has the whole panel, who forecasts with it some series of that.

extension TaskWorker {
    /// Whether there are any, each is a place among the windows in which the model forecasts, and all are in order.
    func areRounds(_ places: [Int], of declaration: ModelDeclaration) -> Bool {
        let windows = learning.history(of: declaration).windows.indices
        return !places.isEmpty && places.allSatisfy(windows.contains)
            && zip(places, places.dropFirst()).allSatisfy(<)
    }

    /// What the file of a fit is called.
    static func fitName(_ declaration: ModelDeclaration, _ history: TargetHistory, fittedIn place: Int)
        -> String
    {
        "\(declaration.name)/\(history.panel.grid.label(of: history.windows[place].cutoff)) fit"
    }

    /// The fit of a training's windows, then the outline of each window's record.
    func trainedFiles(of task: ForecastTask) throws -> [TaskFile] {
        let (declaration, rounds) = try piece(task)
        let stage = stage(of: declaration)
        let place = rounds[0].window.fittedIn
        guard rounds.allSatisfy({ $0.window.fittedIn == place }) else {
            throw UnfitTask(reason: "its windows are not of one fit")
        }
        let fit = try stage.fit(declaration, try globalModel(declaration), in: place)
        let name = Self.fitName(declaration, rounds[0].history, fittedIn: place)
        return [TaskFile(name: name, bytes: fit.stored)]
            + (try rounds.map { round in
                let outline = try stage.outline(of: fit, of: declaration, stage.knownPanel(in: round.window))
                return TaskFile(name: round.name, bytes: outline.bytes)
            })
    }

    /// What a model that was fitted before says of this worker's series, window by window: **shape** `[series, gap + horizon,
    /// 1 + levels]`, 8 bytes each, little-endian.
    /// - Parameters:
    ///   - inputs: `fit`, in the order of the windows that they were fitted in; `classes`, see `ImportanceList`.
    ///   - outputs: gets the forecasts.
    func predictedFiles(
        of task: ForecastTask, by inputs: [String: [[UInt8]]],
        _ outputs: inout [String: GlobalForecastStage.Output]
    ) throws -> [TaskFile] {
        let (declaration, rounds) = try piece(task)
        let stage = stage(of: declaration)
        let places = Set(rounds.map(\.window.fittedIn)).sorted()
        let stored = inputs[ForecastTask.fitInput] ?? []
        guard stored.count == places.count, inputs[ForecastTask.classesInput]?.count == 1,
            let importance = ImportanceList(
                inputs[ForecastTask.classesInput]?[0] ?? [], windows: rounds.count,
                series: history.panel.seriesCount)
        else { throw UnfitTask(reason: "it does not name what its windows are forecast by") }
        let model = try globalModel(declaration)
        let fits = Dictionary(uniqueKeysWithValues: zip(places, try stored.map(model.restoreFit)))
        var output = GlobalForecastStage.Output()
        let files = try rounds.enumerated().map { index, round in
            if queue.interruption.isRequested { throw Interrupted() }
            guard let fit = fits[round.window.fittedIn] else { preconditionFailure("a window without a fit") }
            let known = stage.knownPanel(in: round.window, importance: importance[index])
            let values = try fit.forecast(known, jobs: queue.jobs)
            output.blocks.append(stage.block(values, window: round.window, declaration: declaration))
            return TaskFile(name: round.name, bytes: LittleEndianWriter.bytes(of: values))
        }
        outputs[declaration.name] = output
        return files
    }

    /// The only model of a training or prediction, and its windows.
    private func piece(_ task: ForecastTask) throws(UnfitTask) -> (ModelDeclaration, [Round]) {
        guard let declaration = declarations(in: task).first, !task.rounds.isEmpty else {
            throw UnfitTask(reason: "it names no window of a model")
        }
        let rounds = rounds(of: declaration)
        return (declaration, task.rounds.map { rounds[$0] })
    }
}
