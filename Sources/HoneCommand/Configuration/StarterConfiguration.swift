#if CommandLineTool
  /// What `hone init` writes: a small network, with a mark at each of the things that decide how
  /// well it trains.
  enum StarterConfiguration {
    static let text = """
      # A first network. Train it with `hone train THIS_FILE`.
      # Any value can be changed for one run: `hone train THIS_FILE epochs=3 model[0].filters=16`.
      #
      # Marked below is what decides how well a network trains, in the order in which one turns to it:
      #   [1] initialization   [2] normalization   [3] optimization   [4] regularization
      #   [5] learning rate    [6] data
      # `hone techniques initialization`, and so on, lists what else there is of each.

      # The results go to a folder runs/NAME-DATE-TIME.
      name: first

      # The layers, first to last. A layer is its name, or its name with fields.
      model:
        # [1] Weights begin as large as their number of inputs allows: heNormal suits relu,
        #     glorotUniform, which is the default, tanh, sigmoid and the last layer.
        - Conv2D: {filters: 16, kernelSize: 3, padding: same, useBias: false, kernelInitializer: heNormal}
        # [2] Between a layer and its activation. (The default momentum of 0.99 suits epochs of
        #     hundreds of steps.) The layer before it needs no bias.
        - BatchNormalization: {momentum: 0.9}
        - ReLU
        - MaxPooling2D: {poolSize: 2}
        - Conv2D: {filters: 32, kernelSize: 3, padding: same, useBias: false, kernelInitializer: heNormal}
        - BatchNormalization: {momentum: 0.9}
        - ReLU
        - MaxPooling2D: {poolSize: 2}
        - Flatten
        # [4] Drops three in ten of the inputs of the last layer, others in each step, and makes
        #     its weights small. Other ways: weightDecay of the optimizer, fewer epochs.
        - Dropout: {rate: 0.3}
        - Dense: {units: 10, kernelRegularizer: {l2: {l2: 0.0005}}}     # one output for each class

      # [3] How weights move.
      optimizer:
        adam:
          # [5] The size of the steps: 0.004 at first, then 0.7 times as much every 50 steps.
          #     A number keeps it as it is. `hone schedule THIS_FILE` draws it.
          learningRate: {exponentialDecay: {initial: 0.004, steps: 50, rate: 0.7}}

      # What training makes small. The last layer has no softmax: it gives logits.
      loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
      metrics: [accuracy]

      # [6] Small images that come with Hone, their bytes divided by 255. Others: fashion-mnist, or
      #     a folder of IDX files: {idx: {folder: path/to/files}}
      data: sample
      shuffle: true                 # each epoch has an order of its own

      # What watches and acts: [4] early stopping gives back the weights of the best epoch.
      callbacks:
        - earlyStopping: {patience: 4, restoreBestWeights: true}

      epochs: 10                    # passes over the data
      batchSize: 32                 # samples in each step; all: one step for an epoch
      seed: 1                       # what every random number depends on

      """
  }
#endif
