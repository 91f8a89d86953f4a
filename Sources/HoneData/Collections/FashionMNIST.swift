extension ImageCollection {
  /// Fashion-MNIST: 60 000 training and 10 000 test images of clothes, 28×28, grey, ten classes.
  ///
  /// MIT licence. Reference: H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a novel image dataset
  /// for benchmarking machine learning algorithms", 2017.
  public static let fashionMNIST = ImageCollection(
    name: "fashion-mnist",
    systemPackage: "dataset-fashion-mnist",
    systemFolder: "/usr/share/datasets/fashion-mnist",
    address: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
    classNames: [
      "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
      "Ankle boot",
    ],
    files: [
      File(
        name: "train-images-idx3-ubyte", byteCount: 47_040_016,
        sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
      File(
        name: "train-labels-idx1-ubyte", byteCount: 60_008,
        sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
      File(
        name: "t10k-images-idx3-ubyte", byteCount: 7_840_016,
        sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
      File(
        name: "t10k-labels-idx1-ubyte", byteCount: 10_008,
        sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
    ])
}
