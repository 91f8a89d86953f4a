#!/usr/bin/env python3
"""Builds and runs everything that README.md shows, and the Swift programs of the documentation.

    Scripts/check-readme.py [--write] [HONE]

HONE is the built tool; by default the release build of this checkout. What the pages rely on:

- A Swift block that begins with `import Hone` begins a program; the blocks after it go on with it.
  One that begins with `// swift-tools-version` is the manifest of the first program's package.
- A YAML block that begins with `# NAME.yaml` is that file.
- A console block is commands after `$ ` with their output. `swift run` is the first program.
  What is measured or learned and amounts of memory may differ in their numbers, everything else
  may not; a command fails if and only if it names something wrong.
- README.ko.md has the same blocks.

With --write the outputs are put into README.md, and its blocks into README.ko.md.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MANIFEST = "// swift-tools-version"
# Memory depends on the machine's threads and kernels.
BYTES = re.compile(r"\d[\d.]* [kMG]?B\b")
# Commands whose output has times and learned numbers.
MEASURED = re.compile(r"^\$ (swift run|hone (train|evaluate|predict|verify-resume)\b(?!.*wrong))")


def main():
    arguments = [a for a in sys.argv[1:] if a != "--write"]
    hone = find_tool(arguments)
    page = ROOT / "README.md"
    twin = ROOT / "README.ko.md"
    text = page.read_text()
    with tempfile.TemporaryDirectory() as folder:
        package = pathlib.Path(folder, "package")
        work = pathlib.Path(folder, "work")
        work.mkdir()
        (work / "Sources").symlink_to(ROOT / "Sources")
        programs = make_package(package, text)
        environment = make_environment(hone)
        binaries = build(package, environment)
        write_files(work, text)
        shown = run_consoles(text, work, environment, binaries / programs[0])
        for program in programs[1:]:
            run([str(binaries / program)], work, environment, program)
    if "--write" in sys.argv:
        page.write_text(shown)
        if twin.exists():
            twin.write_text(with_blocks(twin.read_text(), blocks(shown)))
    else:
        compare(text, shown)
        if blocks(twin.read_text()) != blocks(text):
            fail("README.ko.md doesn't have README.md's blocks; --write puts them there")
    print(f"readme: {len(programs)} programs build and run; the outputs are as shown")


def fail(message):
    sys.exit("hone: " + message)


def blocks(text):
    return [(kind, body) for kind, body in BLOCK.findall(text)]


def with_blocks(text, new):
    if len(blocks(text)) != len(new):
        fail(f"README.ko.md has {len(blocks(text))} blocks, README.md {len(new)}")
    rest = iter(new)
    return BLOCK.sub(lambda _: "```%s\n%s```" % next(rest), text)


def find_tool(arguments):
    places = arguments or [ROOT / ".build/release/hone", ROOT / ".build-test/release/hone"]
    for place in places:
        if os.access(place, os.X_OK):
            return pathlib.Path(place).resolve()
    fail("the tool isn't built; run: make build")


def make_environment(hone):
    environment = dict(os.environ)
    environment["PATH"] = f"{hone.parent}:{environment['PATH']}"
    library = ROOT / ".hone/onednn/lib/libdnnl.so.3"
    if library.exists():
        environment.setdefault("HONE_ONEDNN", str(library))
    return environment


def make_package(package, text):
    """Writes a package with every program of the pages; returns their names, README's first first."""
    manifest = next(body for kind, body in blocks(text) if body.startswith(MANIFEST))
    first = re.search(r'executableTarget\(name: "(\w+)"', manifest).group(1)
    manifest, count = re.subn(
        r'\.package\(url: "[^"]*", branch: "main"\)',
        f'.package(name: "Hone", path: "{ROOT}")', manifest)
    if count != 1:
        fail("README.md's manifest doesn't depend on Hone by URL and branch")
    sources = {}
    for page in [ROOT / "README.md", *sorted((ROOT / "Sources/Hone/Hone.docc").glob("**/*.md"))]:
        stem = re.sub(r"\W", "", page.stem.title())
        for index, program in enumerate(swift_programs(page)):
            sources[f"{stem}{index + 1}" if sources else first] = program
    for name in list(sources)[1:]:
        manifest += (
            f'package.targets.append(.executableTarget(name: "{name}", '
            'dependencies: [.product(name: "Hone", package: "Hone")]))\n')
    for name, source in sources.items():
        folder = package / "Sources" / name
        folder.mkdir(parents=True)
        (folder / "main.swift").write_text(source)
    (package / "Package.swift").write_text(manifest)
    return list(sources)


def swift_programs(page):
    programs = []
    for kind, body in blocks(page.read_text()):
        if kind != "swift" or body.startswith(MANIFEST):
            continue
        if body.startswith("import Hone\n"):
            programs.append("")
        if not programs:
            fail(f"{page.name}: the first Swift block doesn't begin with import Hone")
        programs[-1] += body + "\n"
    return programs


def build(package, environment):
    swift = os.environ.get("SWIFT", "swift")
    done = subprocess.run(
        [swift, "build"], cwd=package, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    mine = sorted({
        line for line in done.stdout.splitlines()
        if line.startswith(str(package)) and re.search(r": (error|warning): ", line)})
    if mine or done.returncode != 0:
        fail("the pages' programs don't build:\n" + "\n".join(mine or [done.stdout[-3000:]]))
    return package / ".build/debug"


def run(command, folder, environment, name):
    done = subprocess.run(
        command, cwd=folder, env=environment, text=True, timeout=120,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        fail(f"{name} ended with code {done.returncode}:\n{done.stdout[:2000]}")
    return done.stdout


def write_files(work, text):
    for kind, body in blocks(text):
        match = re.match(r"# (\S+\.yaml)\n", body) if kind == "yaml" else None
        if match:
            (work / match.group(1)).write_text(body)


def run_consoles(text, work, environment, first):
    """The page with the outputs that its commands have here."""

    def shown(match):
        if match.group(1) != "console":
            return match.group(0)
        lines = []
        for command in re.findall(r"^\$ (.*)$", match.group(2), re.MULTILINE):
            line = str(first) if command == "swift run" else command
            done = subprocess.run(
                line, cwd=work, env=environment, shell=True, text=True, timeout=120,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if (done.returncode != 0) != ("wrong" in command):
                fail(f"`{command}` ended with code {done.returncode}:\n{done.stdout[:2000]}")
            lines.append(f"$ {command}\n{done.stdout}")
        return "```console\n" + "".join(lines) + "```"

    return BLOCK.sub(shown, text)


def compare(text, shown):
    for (kind, wanted), (_, received) in zip(blocks(text), blocks(shown)):
        if kind != "console":
            continue
        for a, b in zip(outputs(wanted), outputs(received)):
            if a != b:
                fail(f"README.md shows\n{a}\nbut the output is now of the form\n{b}")


def outputs(console):
    """The outputs of a block's commands, what may differ replaced."""
    parts = re.split(r"^(?=\$ )", console, flags=re.MULTILINE)[1:]
    parts = [BYTES.sub("BYTES", part) for part in parts]
    return [masked(part) if MEASURED.match(part) else part for part in parts]


def masked(text):
    text = re.sub(r"\w+ [\d.]+ %", "CLASS", text)
    text = re.sub(r"\d[\d,]*(\.\d+)*(e[-+]?\d+)?", "#", text)
    text = re.sub(r"# (s|ms|µs)/step", "# PER STEP", text).replace("#:#", "#s")
    return re.sub(r" +", " ", text).replace("threads", "thread")


if __name__ == "__main__":
    main()
