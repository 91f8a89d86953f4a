#if CommandLineTool
  internal import ArgumentParser
  internal import Hone

  /// `hone predict RUN FILE…`.
  struct PredictCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "predict",
      abstract: "Says what a trained model sees in images, tables or texts.",
      discussion: """
        A file is an image of the size that the model was trained on, or an IDX file of such \
        images, plain or gzip. For a model that was trained on a table it is a table with the same \
        columns, in any order; targets may be missing.

        EXAMPLES:
          hone predict runs/fashion-… shirt.png boot.png
          hone predict runs/fashion-… t10k-images-idx3-ubyte.gz --limit 5 --top 1
          hone predict runs/fashion-… shirt.png --json
          hone predict runs/iris-… flowers.csv
          hone predict my-swift-model shirt.png
        """)

    @Argument(help: "A run folder, or a folder that a Swift program saved a model into.")
    var run: String

    @Argument(
      help: ArgumentHelp(
        "Images, IDX files of images, tables, or, for a model of texts, files or the texts "
          + "themselves.",
        valueName: "file"))
    var files: [String]

    @Option(help: ArgumentHelp("How many classes to name for each sample.", valueName: "n"))
    var top: Int = 3

    @Option(
      help: ArgumentHelp(
        "The most samples to take from a file: 10 images of an IDX file, all rows of a table, "
          + "unless said otherwise.", valueName: "n"))
    var limit: Int?

    @Flag(help: "Print JSON, an object on a line for each sample.")
    var json = false

    @Option(
      help: ArgumentHelp(
        "The factor by which bytes become numbers, if the model doesn't say.", valueName: "x"))
    var scale: Double?

    func validate() throws {
      if top < 1 { throw ValidationError("--top expects 1 or more") }
      if let limit, limit < 1 { throw ValidationError("--limit expects 1 or more") }
      if let scale, !scale.isFinite { throw ValidationError("--scale expects a number") }
    }

    func run() async throws {
      let folder = try RunFolder(existing: run)
      let model = try UsableModel(in: folder)
      let backend = try RunConfiguration.makeBackend("auto")
      let outputs = Predictions(loss: model.loss, classNames: model.classNames)
      if let tables = try TableFiles(files, for: folder) {
        for file in files {
          let (names, data) = try tables.rows(of: file, limit: limit)
          let rows = try outputs.rows(of: try await model.predict(data, on: backend))
          for (index, (name, row)) in zip(names, rows).enumerated() {
            Console.print(
              json
                ? outputs.json(row, file: file, index: index, top: top)
                : "\(name): " + outputs.text(row, top: top))
          }
        }
        return
      }
      if let tensor = try await model.predict(files: files, on: backend) {
        for (file, row) in zip(files, try outputs.rows(of: tensor)) {
          Console.print(
            json
              ? outputs.json(row, file: file, index: 0, top: top)
              : "\(file): " + outputs.text(row, top: top))
        }
        return
      }
      let reader = try ImageFileReader(for: model.fields, in: folder.path, limit: limit ?? 10)
      let images = try files.map { try reader.read($0) }
      let transform = try transform(for: model, in: folder)
      let tensors = try await model.predict(
        images.map { try ArrayDataset(x: $0, inputTransform: transform) }, on: backend)
      for (file, tensor) in zip(files, tensors) {
        try show(try outputs.rows(of: tensor), of: file, outputs)
      }
    }

    private func show(_ rows: [[Double]], of file: String, _ outputs: Predictions) throws {
      if !json, rows.count > 1 { Console.print("\(file):") }
      let width = String(rows.count - 1).count
      for (index, row) in rows.enumerated() {
        let number = String(index)
        let place = String(repeating: " ", count: width - number.count) + number
        Console.print(
          json
            ? outputs.json(row, file: file, index: index, top: top)
            : (rows.count > 1 ? "  \(place): " : "\(file): ") + outputs.text(row, top: top))
      }
    }

    /// How bytes become what the model takes: as its training data did it.
    private func transform(
      for model: UsableModel, in folder: RunFolder
    ) throws(HoneError) -> RowTransform {
      if let known = model.inputTransform { return known }
      if let scale { return .rescaling(Float(scale)) }
      if folder.hasConfiguration,
        let images = try folder.configuration().data as? any ByteImageSource
      {
        return .rescaling(Float(images.scale))
      }
      if model.fields.first(where: { $0.role == .input })?.dtype == .uint8 { return .identity }
      Console.error(
        "hone: the model doesn't say how bytes become numbers: they are divided by 255, unless "
          + "--scale says otherwise")
      return .rescaling(1 / 255)
    }
  }
#endif
