@main struct HoneCommand { static func main() { print("hone") } }
