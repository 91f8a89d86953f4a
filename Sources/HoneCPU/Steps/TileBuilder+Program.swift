internal import CHoneKernels
internal import HoneCore
internal import HoneGraph

/// The program that a translated group is.
extension TileBuilder {
  var results: [Result] {
    pendingOutputs.map { Result(value: $0.value, isReduction: false) }
      + pendingReductions.map { Result(value: $0.value, isReduction: true) }
  }

  /// Axes that may be joined in every operand and that no reduction parts.
  private func collapsed() -> (dims: [Int], strides: [[Int]]) {
    var dims: [Int] = []
    var strides = [[Int]](repeating: [], count: operands.count)
    for axis in domain.indices {
      let joins =
        !dims.isEmpty && !boundaries.contains(axis)
        && operands.indices.allSatisfy { index in
          operands[index].key != nil
            || strides[index].last == operands[index].view.strides[axis] * domain[axis]
        }
      if joins { dims[dims.count - 1] *= domain[axis] } else { dims.append(domain[axis]) }
      for index in operands.indices {
        let step = operands[index].key != nil ? 0 : operands[index].view.strides[axis]
        if joins { strides[index][dims.count - 1] = step } else { strides[index].append(step) }
      }
    }
    if dims.isEmpty { return ([1], strides.map { _ in [0] }) }
    return (dims, strides)
  }

  /// The prepared program, or nil if the kernel refuses it.
  ///
  /// - Parameter address: where a view's memory begins.
  func build(_ address: (View) -> UnsafeMutableRawPointer) -> OpaquePointer? {
    let (dims, strides) = collapsed()
    guard dims.count <= TileSupport.maxRank else { return nil }
    let tileOperands = operands.indices.map { index in
      var operand = hone_tile_operand()
      let type =
        operands[index].key != nil ? HONE_TILE_KEY : TileSupport.type(operands[index].dtype)
      operand.type = Int32(type.rawValue)
      withUnsafeMutableBytes(of: &operand.strides) { fill($0, strides[index]) }
      return operand
    }
    let outputs = pendingOutputs.map { output in
      hone_tile_output(
        value: output.index, type: Int32(TileSupport.type(output.dtype).rawValue))
    }
    let reductions = pendingReductions.indices.map { index in
      hone_tile_reduction(
        value: pendingReductions[index].index,
        kind: Int32(pendingReductions[index].kind.rawValue),
        axes: Int32(reductionAxes[index].kind.rawValue),
        inner: Int64(reductionAxes[index].inner), count: Int64(reductionAxes[index].count))
    }
    let product = multiplied(address)
    return tileOperands.withUnsafeBufferPointer { operands in
      lines.withUnsafeBufferPointer { lines in
        outputs.withUnsafeBufferPointer { outputs in
          reductions.withUnsafeBufferPointer { reductions in
            product.withUnsafeBufferPointer { product in
              var description = hone_tile_description()
              description.rank = Int32(dims.count)
              withUnsafeMutableBytes(of: &description.dims) { fill($0, dims) }
              description.operand_count = Int32(operands.count)
              description.instruction_count = Int32(lines.count)
              description.output_count = Int32(outputs.count)
              description.reduction_count = Int32(reductions.count)
              description.operands = operands.baseAddress
              description.instructions = lines.baseAddress
              description.outputs = outputs.baseAddress
              description.reductions = reductions.baseAddress
              description.product = product.isEmpty ? nil : product.baseAddress
              return hone_tile_create(&description)
            }
          }
        }
      }
    }
  }

  /// The product, if there is one.
  private func multiplied(_ address: (View) -> UnsafeMutableRawPointer) -> [hone_tile_product] {
    guard let product, let operand = operands.firstIndex(where: { $0.view.base == product.value })
    else { return [] }
    func floats(_ view: View) -> UnsafePointer<Float> {
      UnsafePointer(address(view).assumingMemoryBound(to: Float.self))
    }
    let factors = product.factors
    return [
      hone_tile_product(
        operand: Int32(operand), depth: Int64(factors.depth), rows: Int64(factors.rows),
        columns: Int64(factors.columns), left: floats(factors.left), right: floats(factors.right))
    ]
  }

  private func fill(_ bytes: UnsafeMutableRawBufferPointer, _ values: [Int]) {
    let numbers = bytes.bindMemory(to: Int64.self)
    for (index, value) in values.enumerated() { numbers[index] = Int64(value) }
  }
}
