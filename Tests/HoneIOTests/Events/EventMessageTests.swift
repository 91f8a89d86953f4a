import HoneCore
import Testing

@testable import HoneIO

/// Bytes that TensorBoard 2.20's own messages have.
@Suite struct EventMessageTests {
  private static func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
  }

  private static func event(_ values: Summary...) -> [UInt8] {
    Event(wallTime: 1.5, step: 300, content: .summaries(values)).message.bytes
  }

  @Test func theFirstMessageNamesTheVersion() {
    let event = Event(wallTime: 1.5, step: 0, content: .fileVersion)
    #expect(
      event.message.bytes
        == Self.bytes("09000000000000f83f1a0d627261696e2e4576656e743a32"))
  }

  @Test func scalarsAreTensorBoards() {
    let made = Self.event(
      Summary(tag: "epoch_loss", content: .scalar(0.1)),
      Summary(tag: "epoch_정확도", content: .scalar(.nan)))
    #expect(
      made
        == Self.bytes(
          """
          09000000000000f83f10ac022a2b0a110a0a65706f63685f6c6f737315cdcccc3d0a160a0f65706f63685feca0
          95ed9995eb8f84150000c07f
          """))
  }

  /// One value in [0, 1), two in [1, 2].
  @Test func histogramsAreTensorBoards() {
    let buckets = HistogramBuckets([0, 1, 2], count: 2)
    #expect(
      Self.event(Summary(tag: "kernel/histogram", content: .histogram(buckets)))
        == Self.bytes(
          """
          09000000000000f83f10ac022a640a620a106b65726e656c2f686973746f6772616d423e080212081202080212
          0208032230\
          0000000000000000000000000000f03f000000000000f03f\
          000000000000f03f00000000000000400000000000000040\
          4a0e0a0c0a0a686973746f6772616d73
          """))
  }

  @Test func imagesAreTensorBoards() {
    let image = EncodedImage(height: 2, width: 200, channels: 3, png: Array(0..<250))
    #expect(
      Self.event(Summary(tag: "kernel/image", content: .image(image)))
        == Self.bytes(
          """
          09000000000000f83f10ac022a98020a95020a0c6b65726e656c2f696d616765228402080210c801180322fa01
          """) + Array(0..<250))
  }

  @Test(arguments: [
    (
      "learningRate", ConfigurationValue(0.01), "a",
      """
      09000000000000f83f10ac022a600a5e0a1c5f68706172616d735f2f73657373696f6e5f73746172745f696e666f42
      060801120212004a360a340a0768706172616d7312291a270a190a0c6c6561726e696e67526174651209117b14ae47
      e17a843f220161290000000000000440
      """
    ),
    (
      "nesterov", ConfigurationValue(true), "",
      """
      09000000000000f83f10ac022a520a500a1c5f68706172616d735f2f73657373696f6e5f73746172745f696e666f42
      060801120212004a280a260a0768706172616d73121b1a190a0e0a086e65737465726f761202200129000000000000
      0440
      """
    ),
    (
      "optimizer", ConfigurationValue("adam"), "",
      """
      09000000000000f83f10ac022a570a550a1c5f68706172616d735f2f73657373696f6e5f73746172745f696e666f42
      060801120212004a2d0a2b0a0768706172616d7312201a1e0a130a096f7074696d697a657212061a046164616d2900
      00000000000440
      """
    ),
  ])
  func hyperparametersAreTensorBoards(
    _ name: String, _ value: ConfigurationValue, group: String, hexadecimal: String
  ) {
    #expect(
      Self.event(Hyperparameters.start([(name, value)], group: group, at: 2.5))
        == Self.bytes(hexadecimal))
  }

  @Test func theEndOfASessionIsTensorBoards() {
    #expect(
      Self.event(Hyperparameters.end(succeeded: false, at: 2.5))
        == Self.bytes(
          """
          09000000000000f83f10ac022a420a400a1a5f68706172616d735f2f73657373696f6e5f656e645f696e666f42
          060801120212004a1a0a180a0768706172616d73120d220b0802110000000000000440
          """))
  }

  @Test func aFrameHoldsMaskedChecksums() {
    #expect(
      RecordFrame.bytes(around: Array("hone".utf8))
        == Self.bytes("040000000000000042455204686f6e6578fb3f88"))
  }

  /// The vectors of RFC 3720, B.4.
  @Test(
    arguments: [
      ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
      ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
      (Array(0..<32), 0x46DD_794E), (Array((0..<32).reversed()), 0x113F_DB5C),
    ] as [([UInt8], UInt32)])
  func checksumsAreThoseOfTheStandard(_ bytes: [UInt8], checksum: UInt32) {
    #expect(bytes.withUnsafeBytes { CRC32C.update(0, $0) } == checksum)
  }
}
