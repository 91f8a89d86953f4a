print("hone-bench")
