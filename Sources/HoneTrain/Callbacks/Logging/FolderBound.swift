/// A callback that writes files: a relative path is taken as one within the folder of a run.
package protocol FolderBound: Callback {
  /// The callback with a relative path taken as one within a folder.
  func within(_ folder: String) -> Self
}

extension FolderBound {
  static func path(_ path: String, within folder: String) -> String {
    path.hasPrefix("/") ? path : folder + "/" + path
  }
}

extension ModelCheckpoint: FolderBound {}
