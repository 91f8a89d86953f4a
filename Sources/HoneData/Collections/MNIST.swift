/// The checksums are those of the files as published, which TensorFlow Datasets records.
extension ImageCollection {
  /// MNIST: 60 000 training and 10 000 test images of handwritten digits, 28×28, grey.
  ///
  /// Reference: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
  public static let mnist = ImageCollection(
    name: "mnist", address: "https://storage.googleapis.com/cvdf-datasets/mnist",
    classNames: (0...9).map { String($0) },
    files: File.likeMNIST([
      "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
      "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
      "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
      "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    ]))

  /// KMNIST: 60 000 training and 10 000 test images of ten cursive Japanese characters.
  ///
  /// CC BY-SA 4.0. Reference: T. Clanuwat et al., "Deep learning for classical Japanese literature",
  /// 2018.
  public static let kmnist = ImageCollection(
    name: "kmnist", address: "http://codh.rois.ac.jp/kmnist/dataset/kmnist",
    classNames: ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
    files: File.likeMNIST([
      "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
      "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
      "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
      "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
    ]))
}

extension ImageCollection.File {
  /// The four files of MNIST and the sets that were made like it, by the SHA-256 of the files as
  /// they are published.
  fileprivate static func likeMNIST(_ stored: [String]) -> [ImageCollection.File] {
    let contents = [
      ("train-images-idx3-ubyte", 47_040_016), ("train-labels-idx1-ubyte", 60_008),
      ("t10k-images-idx3-ubyte", 7_840_016), ("t10k-labels-idx1-ubyte", 10_008),
    ]
    return Swift.zip(contents, stored).map { content, hash in
      ImageCollection.File(name: content.0, byteCount: content.1, checksum: .stored(hash))
    }
  }
}
