/// What other frameworks and older notes call our fields, where spelling alone doesn't tell.
enum ForeignNames {
  /// The candidate that a name of elsewhere means, or nil.
  static func meaning(of key: String, among candidates: [String]) -> String? {
    meanings[key]?.first(where: candidates.contains)
  }

  /// By the name in lower case, without `_`, `-` and spaces; of several meanings the first that fits.
  private static let meanings: [String: [String]] = [
    "lr": ["learningRate"], "eta": ["learningRate"], "alpha": ["learningRate", "negativeSlope"],
    "initiallearningrate": ["learningRate"], "nesterovmomentum": ["nesterov", "momentum"],
    "usenesterov": ["nesterov"], "eps": ["epsilon"], "betas": ["beta1"], "l2": ["weightDecay"],
    "wd": ["weightDecay"], "bs": ["batchSize"], "minibatchsize": ["batchSize"],
    "nbepoch": ["epochs"], "numepochs": ["epochs"], "nepochs": ["epochs"], "maxepochs": ["epochs"],
    "outfeatures": ["units"], "outputdim": ["units"], "hiddensize": ["units"],
    "hiddenunits": ["units"], "neurons": ["units"], "outchannels": ["filters"],
    "channels": ["filters"], "nbfilter": ["filters"], "bias": ["useBias"],
    "numembeddings": ["inputDim"], "embeddingdim": ["outputDim"], "p": ["rate"],
    "dropout": ["rate"], "dropprob": ["rate"], "affine": ["scale"], "windowsize": ["poolSize"],
    "size": ["poolSize", "kernelSize", "targetShape"], "stride": ["strides"],
    "init": ["kernelInitializer"], "weightinitializer": ["kernelInitializer"],
    "weightregularizer": ["kernelRegularizer"], "criterion": ["loss"], "objective": ["loss"],
    "dataset": ["data"], "layers": ["model"], "network": ["model"], "randomseed": ["seed"],
    "randomstate": ["seed"], "validationfraction": ["validationSplit"], "std": ["stddev"],
    "tau": ["momentum"], "ignoreindex": ["ignoreClass"], "weights": ["classWeights"],
  ]
}
