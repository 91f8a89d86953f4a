#if CommandLineTool
  internal import ArgumentParser
  internal import Hone

  /// `hone predict RUN FILE…`.
  struct PredictCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "predict",
      abstract: "Says what a trained model sees in images.",
      discussion: """
        A file is a PNG image of the size that the model was trained on, or an IDX file of such \
        images, plain or gzip.

        EXAMPLES:
          hone predict runs/fashion-… shirt.png boot.png
          hone predict runs/fashion-… t10k-images-idx3-ubyte.gz --limit 5 --top 1
          hone predict runs/fashion-… shirt.png --json
        """)

    @Argument(help: "A run folder, or a folder that a Swift program saved a model into.")
    var run: String

    @Argument(help: ArgumentHelp("PNG images, or IDX files of images.", valueName: "file"))
    var files: [String]

    @Option(help: ArgumentHelp("How many classes to name for each image.", valueName: "n"))
    var top: Int = 3

    @Option(help: ArgumentHelp("The most images to take from an IDX file.", valueName: "n"))
    var limit: Int = 10

    @Flag(help: "Print JSON, an object on a line for each image.")
    var json = false

    func validate() throws {
      if top < 1 { throw ValidationError("--top expects 1 or more") }
      if limit < 1 { throw ValidationError("--limit expects 1 or more") }
    }

    func run() async throws {
      let folder = try RunFolder(existing: run)
      let saved = try SavedModel(folder.path)
      let reader = try ImageFileReader(for: saved, limit: limit)
      let images = try files.map { try reader.read($0) }
      let backend = try RunConfiguration.makeBackend("auto")
      let trainer = try saved.trainer(backend: backend)
      let scale = try folder.hasConfiguration ? folder.configuration().data.scale : 1.0 / 255
      let outputs = Predictions(saved)
      for (file, pixels) in zip(files, images) {
        let data = try ArrayDataset(x: pixels, inputTransform: .rescaling(Float(scale)))
        let tensors = try await trainer.predict(data)
        guard let tensor = tensors.first else { continue }
        let isSingle = pixels.shape[0] == 1 && !json
        for (index, row) in try outputs.rows(of: tensor).enumerated() {
          let name = isSingle ? file : "\(file)[\(index)]"
          Console.print(
            json
              ? outputs.json(row, file: file, index: index, top: top)
              : "\(name): " + outputs.text(row, top: top))
        }
      }
    }
  }
#endif
