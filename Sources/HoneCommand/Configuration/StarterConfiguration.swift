#if CommandLineTool
  /// What `hone init` writes.
  enum StarterConfiguration {
    static let text = """
      # A first network. Train it with `hone train THIS_FILE`.
      # Any value can be changed for one run: `hone train THIS_FILE epochs=3 model[0].filters=16`.

      # The results go to a folder runs/NAME-DATE-TIME.
      name: first

      # The layers, first to last. A layer is its name, or its name with fields.
      # (BatchNormalization's default momentum of 0.99 suits epochs of hundreds of steps.)
      model:
        - Conv2D: {filters: 16, kernelSize: 3, padding: same, useBias: false}
        - BatchNormalization: {momentum: 0.9}
        - ReLU
        - MaxPooling2D: {poolSize: 2}
        - Conv2D: {filters: 32, kernelSize: 3, padding: same, useBias: false}
        - BatchNormalization: {momentum: 0.9}
        - ReLU
        - MaxPooling2D: {poolSize: 2}
        - Flatten
        - Dropout: {rate: 0.3}
        - Dense: {units: 10}          # one output for each class

      # Small images that come with Hone. Others: fashion-mnist, or a folder of IDX files:
      #   data: fashion-mnist
      #   data: {idx: {folder: path/to/files}}
      data: sample

      # How weights move, and what they make small. The last layer has no softmax: it gives logits.
      optimizer: {adam: {learningRate: 0.002}}
      loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
      metrics: [accuracy]

      epochs: 10
      batchSize: 32
      seed: 1

      """
  }
#endif
