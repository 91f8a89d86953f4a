internal import HoneCore

/// What is required before the first step.
extension ModelCheckpoint {
  func requireFrequency() throws(HoneError) {
    let isPossible =
      switch saveFrequency {
      case .epoch: true
      case .epochs(let count), .steps(let count): count > 0
      case .minutes(let minutes): minutes > 0
      }
    guard !isPossible else { return }
    throw HoneError(
      .usage, path: "ModelCheckpoint", operation: "saveFrequency",
      wanted: "epoch, or more than 0 epochs, steps or minutes", received: "\(saveFrequency)")
  }

  /// What Hone writes is a folder or a safetensors file.
  func requireEnding() throws(HoneError) {
    let foreign = [".h5", ".hdf5", ".keras", ".pt", ".pth", ".ckpt", ".npz", ".tf"]
    let isFile = filepath.hasSuffix(".safetensors")
    let ending = foreign.first { filepath.lowercased().hasSuffix($0) }
    guard ending != nil || isFile != saveWeightsOnly else { return }
    throw HoneError(
      .usage, path: "ModelCheckpoint", operation: "filepath",
      wanted: saveWeightsOnly
        ? "a name that ends in .safetensors" : "a folder, whose name has no such ending",
      received: "\"\(filepath)\"",
      help: saveWeightsOnly
        ? "weights alone are written as .safetensors, whole models as folders"
        : "whole models are written as folders; for a .safetensors file pass saveWeightsOnly: true")
  }
}
