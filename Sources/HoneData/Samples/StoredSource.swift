/// A source whose samples can be compared as they are stored, before anything costly is done to them.
package protocol StoredSource: SampleSource {
  /// How a sample is stored.
  static var storedForm: StoredForm { get }
}

/// How the samples of a source are stored.
package enum StoredForm: Sendable {
  /// Each is a file of its own, whose path is the sample's name.
  case file
  /// Each is a part of a file, read in some microseconds.
  case record
}

extension ImageFolder: StoredSource {
  package static var storedForm: StoredForm { .file }
}

extension TextFolder: StoredSource {
  package static var storedForm: StoredForm { .file }
}

extension CSVTable: StoredSource {
  package static var storedForm: StoredForm { .record }
}

extension JSONLines: StoredSource {
  package static var storedForm: StoredForm { .record }
}

extension TFRecordExamples: StoredSource {
  package static var storedForm: StoredForm { .record }
}

extension TextFile: StoredSource {
  package static var storedForm: StoredForm { .record }
}
