#if CommandLineTool
  internal import Hone
  internal import HoneTrain

  /// Files as samples of a model that makes its own inputs of them: images of any size, texts.
  struct RawFiles: SampleSource {
    let features: [FeatureSpec]
    private let files: [String]
    private let transform: RowTransform

    /// The files, if the model's preprocessing takes such; nil if its samples have a fixed shape.
    ///
    /// - Parameters:
    ///   - input: what the model's first layer takes.
    ///   - transform: what bytes of images went through before preprocessing.
    init?(
      _ files: [String], for preprocessing: Preprocessing, making input: FieldSpec,
      _ transform: RowTransform
    ) {
      let range = Image.byteRange.lowerBound * transform.scale + transform.offset
      let high = Image.byteRange.upperBound * transform.scale + transform.offset
      let images = [3, 1, 4].map { channels in
        FeatureSpec.Kind.image(
          ImageSpec(channels: channels, range: min(range, high)...max(range, high)))
      }
      let kind = (images + [.text]).first { kind in
        var features = [FeatureSpec(.input, name: "x", kind: kind)]
        for transform in preprocessing.inference {
          guard let next = try? transform.features(from: features) else { return false }
          features = next
        }
        return features[0].field?.shape == input.shape
      }
      guard let kind else { return nil }
      self.files = files
      self.transform = transform
      features = [FeatureSpec(.input, name: "x", kind: kind)]
    }

    var count: Int { files.count }
    func name(of index: Int) -> String { files[index] }

    func read(
      _ index: Int, into sample: inout Sample, context: inout TransformContext
    ) throws(HoneError) {
      guard case .image(let spec) = features[0].kind else {
        sample.values = [.text(try text(files[index]))]
        return
      }
      let channels: ImageChannels =
        spec.channels == 1 ? .grayscale : spec.channels == 4 ? .rgba : .rgb
      var image = try Image(ImageDecoder(channels: channels).decode(files[index]))
      image.withPixels { pixels in
        for place in pixels.indices {
          pixels[place] = pixels[place] * transform.scale + transform.offset
        }
      }
      image.range = spec.range
      sample.values = [.image(image)]
    }

    /// The text of a file, or the argument itself if there is no such file.
    private func text(_ argument: String) throws(HoneError) -> String {
      guard FileSystem.exists(argument) else { return argument }
      let file = try FileReader(argument)
      return String(decoding: try file.bytes(0..<file.byteCount), as: UTF8.self)
    }
  }
#endif
